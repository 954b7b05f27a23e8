using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;

namespace Collimate.Engine;

/// <summary>Everything that a person can configure about a run. The default value of each option is the documented one.</summary>
public sealed record AlignmentOptions
{
    /// <summary>The primary branches in the order in which their groups run; others follow by name.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["main", "scientific", "orchestration-tools"];

    public OrchestrationOptions Orchestration { get; init; } = new();

    public IntegrationOptions Integration { get; init; } = new();

    public DetectionOptions Detection { get; init; } = new();

    public DocumentationOptions Documentation { get; init; } = new();

    public PublishOptions Publish { get; init; } = new();

    /// <summary>What happens to branches that are checked out. Said for each run, so it is no key of the configuration.</summary>
    public CheckedOutBranches CheckedOut { get; init; }
}

/// <summary>The section <c>orchestration</c> of the configuration.</summary>
public sealed record OrchestrationOptions
{
    /// <summary>Off: one worker and one lane.</summary>
    public bool EnableParallelization { get; init; } = true;

    /// <summary>How many workers a target group has; at least 1.</summary>
    public int MaxWorkersPerTarget { get; init; } = 4;

    /// <summary>How long integration, detection and documentation of one branch may take together, its waiting not counted.</summary>
    public TimeSpan BranchAlignmentTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long the integration of one branch may take, its waiting not counted.</summary>
    public TimeSpan IntegrationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the detection of one branch may take.</summary>
    public TimeSpan ErrorDetectionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether each moved branch gets a visible backup branch. The keep ref of the run is made in any case.</summary>
    public bool EnableBackupBranches { get; init; } = true;

    /// <summary>The first part of <c>backup-&lt;branch&gt;-pre-align</c>.</summary>
    public string BackupBranchPrefix { get; init; } = "backup";

    /// <summary>Whether visible backups of published branches are removed when the run has ended.</summary>
    public bool AutoCleanupBackups { get; init; }

    public bool EnableCircuitBreaker { get; init; } = true;

    /// <summary>Percent of the retired branches of a group, 0 to 100.</summary>
    public int FailureThresholdPercent { get; init; } = 50;

    /// <summary>Failed branches of a group; at least 1.</summary>
    public int FailureThresholdCount { get; init; } = 5;

    public LogDetail LogLevel { get; init; } = LogDetail.Info;

    /// <summary>Whether each branch gets a log file of its own in the folder of the run.</summary>
    public bool LogPerBranch { get; init; } = true;

    /// <summary>Whether the journal also records the start and the outcome of every branch.</summary>
    public bool AuditTrailEnabled { get; init; } = true;

    /// <summary>Memory of this process and its git children together, in MiB.</summary>
    public int MaxMemoryMb { get; init; } = 500;

    /// <summary>How many git processes may work at the same time; at least 1.</summary>
    public int MaxConcurrentGitOps { get; init; } = 8;
}

/// <summary>The section <c>integration</c> of the configuration.</summary>
public sealed record IntegrationOptions
{
    public IntegrationStrategy Strategy { get; init; } = IntegrationStrategy.Rebase;

    /// <summary>Only where the caller brings no integration of its own.</summary>
    public IntegrationMethod Method { get; init; } = IntegrationMethod.Objects;

    /// <summary>Only where the strategy is to rebase.</summary>
    public BranchesWithMerges BranchesWithMerges { get; init; } = BranchesWithMerges.Merge;

    public MergedBranches MergedBranches { get; init; } = MergedBranches.Move;

    public SignedCommits SignedCommits { get; init; } = SignedCommits.Drop;
}

/// <summary>The section <c>detection</c> of the configuration.</summary>
public sealed record DetectionOptions
{
    /// <summary>From this severity on, a finding fails its branch.</summary>
    public Severity FailOn { get; init; } = Severity.Error;
}

/// <summary>The section <c>documentation</c> of the configuration.</summary>
public sealed record DocumentationOptions
{
    /// <summary>Where a copy of the checklist goes, or nothing: then it stays beside the runs.</summary>
    public string? ChecklistPath { get; init; }
}

/// <summary>The section <c>publish</c> of the configuration.</summary>
public sealed record PublishOptions
{
    /// <summary>Whether the repository's reference-transaction hook sees the moves of branches.</summary>
    public HookPolicy Hooks { get; init; } = HookPolicy.Run;
}

/// <summary>How much the log says.</summary>
public enum LogDetail
{
    Debug,
    Info,
    Warning,
    Error,
}
