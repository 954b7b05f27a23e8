using Collimate.Engine;
using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;

namespace Collimate.Cli.Configuration;

/// <summary>Every key of the configuration. The parser and its messages know no other; a test compares the schema with it.</summary>
internal static class ConfigurationKeys
{
    /// <summary>The section of keys that stand in none.</summary>
    public const string Root = "$";

    private static readonly FlagRule Flag = new();
    private static readonly WholeNumberRule Seconds = new(1, 86_400);
    private static readonly BranchNameRule BackupPrefix = new("", "-x-pre-align", "the beginning of a branch name");
    private static readonly ListRule Branches = new(new BranchNameRule("", "", "the name of a branch"));

    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new(Root, "targets", Branches, (o, v) => o with { Targets = (IReadOnlyList<string>)v }),

        Orchestration("enable_parallelization", Flag, (o, v) => o with { EnableParallelization = (bool)v }),
        Orchestration("max_workers_per_target", new WholeNumberRule(1, 256), (o, v) => o with { MaxWorkersPerTarget = (int)v }),
        Orchestration("branch_alignment_timeout_seconds", Seconds, (o, v) => o with { BranchAlignmentTimeout = Duration(v) }),
        Orchestration("integration_timeout_seconds", Seconds, (o, v) => o with { IntegrationTimeout = Duration(v) }),
        Orchestration("error_detection_timeout_seconds", Seconds, (o, v) => o with { ErrorDetectionTimeout = Duration(v) }),
        Orchestration("enable_backup_branches", Flag, (o, v) => o with { EnableBackupBranches = (bool)v }),
        Orchestration("backup_branch_prefix", BackupPrefix, (o, v) => o with { BackupBranchPrefix = (string)v }),
        Orchestration("auto_cleanup_backups", Flag, (o, v) => o with { AutoCleanupBackups = (bool)v }),
        Orchestration("enable_circuit_breaker", Flag, (o, v) => o with { EnableCircuitBreaker = (bool)v }),
        Orchestration("failure_threshold_percent", new WholeNumberRule(0, 100), (o, v) => o with { FailureThresholdPercent = (int)v }),
        Orchestration("failure_threshold_count", new WholeNumberRule(1, 1_000_000), (o, v) => o with { FailureThresholdCount = (int)v }),
        Orchestration("log_level", AnyCase<LogDetail>(), (o, v) => o with { LogLevel = (LogDetail)v }),
        Orchestration("log_per_branch", Flag, (o, v) => o with { LogPerBranch = (bool)v }),
        Orchestration("audit_trail_enabled", Flag, (o, v) => o with { AuditTrailEnabled = (bool)v }),
        Orchestration("max_memory_mb", new WholeNumberRule(64, 1_048_576), (o, v) => o with { MaxMemoryMb = (int)v }),
        Orchestration("max_concurrent_git_ops", new WholeNumberRule(1, 256), (o, v) => o with { MaxConcurrentGitOps = (int)v }),

        Integration("strategy", LowerCase<IntegrationStrategy>(), (o, v) => o with { Strategy = (IntegrationStrategy)v }),
        Integration("method", LowerCase<IntegrationMethod>(), (o, v) => o with { Method = (IntegrationMethod)v }),
        Integration("branches_with_merges", LowerCase<BranchesWithMerges>(), (o, v) => o with { BranchesWithMerges = (BranchesWithMerges)v }),
        Integration("merged_branches", LowerCase<MergedBranches>(), (o, v) => o with { MergedBranches = (MergedBranches)v }),
        Integration("signed_commits", LowerCase<SignedCommits>(), (o, v) => o with { SignedCommits = (SignedCommits)v }),

        new("detection", "fail_on", LowerCase<Severity>(), (o, v) => o with { Detection = o.Detection with { FailOn = (Severity)v } }),
        new("documentation", "checklist_path", new PathRule(), (o, v) => o with { Documentation = o.Documentation with { ChecklistPath = (string)v } }),
        new("publish", "hooks", LowerCase<HookPolicy>(), (o, v) => o with { Publish = o.Publish with { Hooks = (HookPolicy)v } }),
    ];

    public static IReadOnlyList<string> Sections { get; } = [.. All.Select(k => k.Section).Where(s => s != Root).Distinct()];

    public static ConfigurationKey? Find(string section, string name) => All.FirstOrDefault(k => k.Section == section && k.Name == name);

    /// <summary>What somebody may have meant by a name that is no key of this section.</summary>
    public static string Suggest(string section, string name)
    {
        (string Compared, string Shown)[] here = [.. NamesIn(section).Select(n => (n, n))];
        var elsewhere = All.Where(k => k.Section != section && k.Section != Root).Select(k => (k.Name, k.FullName));
        var likely = NearestName.Find(name, [.. here, .. elsewhere]);
        return likely.IsLikely
            ? $"'{likely.Name}' (the nearest valid key)"
            : $"one of {string.Join(", ", NamesIn(section))} (the nearest is '{NearestName.Find(name, here).Name}')";
    }

    private static IEnumerable<string> NamesIn(string section) =>
        All.Where(k => k.Section == section).Select(k => k.Name).Concat(section == Root ? Sections : []);

    private static ConfigurationKey Orchestration(string name, ValueRule rule, Func<OrchestrationOptions, object, OrchestrationOptions> set) =>
        new("orchestration", name, rule, (o, v) => o with { Orchestration = set(o.Orchestration, v) });

    private static ConfigurationKey Integration(string name, ValueRule rule, Func<IntegrationOptions, object, IntegrationOptions> set) =>
        new("integration", name, rule, (o, v) => o with { Integration = set(o.Integration, v) });

    private static TimeSpan Duration(object seconds) => TimeSpan.FromSeconds((int)seconds);

    private static ChoiceRule LowerCase<T>()
        where T : struct, Enum =>
        new([.. Enum.GetValues<T>().Select(v => KeyValuePair.Create(v.ToString().ToLowerInvariant(), (object)v))], StringComparison.Ordinal);

    private static ChoiceRule AnyCase<T>()
        where T : struct, Enum =>
        new([.. Enum.GetValues<T>().Select(v => KeyValuePair.Create(v.ToString().ToUpperInvariant(), (object)v))], StringComparison.OrdinalIgnoreCase);
}
