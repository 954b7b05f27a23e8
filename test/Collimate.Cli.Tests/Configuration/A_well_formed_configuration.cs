using System.Text;
using Collimate.Cli.Configuration;
using Collimate.Engine;
using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;

namespace Collimate.Cli.Tests.Configuration;

public sealed class A_well_formed_configuration
{
    private const string Sample = """
        orchestration:
          enable_parallelization: true
          max_workers_per_target: 4
          branch_alignment_timeout_seconds: 300
          integration_timeout_seconds: 60
          error_detection_timeout_seconds: 30
          enable_backup_branches: true
          backup_branch_prefix: "backup"          # backup-<branch>-pre-align
          auto_cleanup_backups: false
          enable_circuit_breaker: true
          failure_threshold_percent: 50           # opens only when both thresholds are reached, per target group
          failure_threshold_count: 5
          log_level: "INFO"
          log_per_branch: true
          audit_trail_enabled: true
          max_memory_mb: 500
          max_concurrent_git_ops: 8
        """;

    [Theory]
    [InlineData(Sample)]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    [InlineData("orchestration:\n  # max_memory_mb: 1000\npublish:\n")]
    [InlineData("\uFEFFpublish: {hooks: run}\r\n...\r\n")]
    public void Means_the_defaults_where_it_says_the_same_or_nothing(string yaml)
    {
        var options = Parse(yaml);

        Assert.Equal(new AlignmentOptions() with { Targets = options.Targets }, options);
        Assert.Equal(["main", "scientific", "orchestration-tools"], options.Targets);
    }

    [Fact]
    public void Sets_every_option_that_it_names()
    {
        var options = Parse("""
            targets: [develop, "1.0", 'é']
            orchestration:
              enable_parallelization: false
              max_workers_per_target: 256
              branch_alignment_timeout_seconds: 86400
              integration_timeout_seconds: 1
              error_detection_timeout_seconds: 2
              enable_backup_branches: false
              backup_branch_prefix: saved/by
              auto_cleanup_backups: true
              enable_circuit_breaker: false
              failure_threshold_percent: 0
              failure_threshold_count: 1000000
              log_level: debug
              log_per_branch: false
              audit_trail_enabled: false
              max_memory_mb: 64
              max_concurrent_git_ops: 1
            integration: { strategy: merge, method: worktree }
            detection: { fail_on: critical }
            documentation: { checklist_path: docs/checklist.md }
            publish: { hooks: skip }
            """);

        Assert.Equal(["develop", "1.0", "é"], options.Targets);
        Assert.Equal(
            new OrchestrationOptions
            {
                EnableParallelization = false,
                MaxWorkersPerTarget = 256,
                BranchAlignmentTimeout = TimeSpan.FromDays(1),
                IntegrationTimeout = TimeSpan.FromSeconds(1),
                ErrorDetectionTimeout = TimeSpan.FromSeconds(2),
                EnableBackupBranches = false,
                BackupBranchPrefix = "saved/by",
                AutoCleanupBackups = true,
                EnableCircuitBreaker = false,
                FailureThresholdPercent = 0,
                FailureThresholdCount = 1_000_000,
                LogLevel = LogDetail.Debug,
                LogPerBranch = false,
                AuditTrailEnabled = false,
                MaxMemoryMb = 64,
                MaxConcurrentGitOps = 1,
            },
            options.Orchestration);
        Assert.Equal(IntegrationStrategy.Merge, options.Integration.Strategy);
        Assert.Equal(IntegrationMethod.Worktree, options.Integration.Method);
        Assert.Equal(Severity.Critical, options.Detection.FailOn);
        Assert.Equal("docs/checklist.md", options.Documentation.ChecklistPath);
        Assert.Equal(HookPolicy.Skip, options.Publish.Hooks);
    }

    [Theory]
    [InlineData("DEBUG", LogDetail.Debug)]
    [InlineData("Info", LogDetail.Info)]
    [InlineData("'warning'", LogDetail.Warning)]
    [InlineData("\"ERROR\"", LogDetail.Error)]
    public void Names_the_log_level_in_any_case(string level, LogDetail expected) =>
        Assert.Equal(expected, Parse($"orchestration:\n  log_level: {level}").Orchestration.LogLevel);

    private static AlignmentOptions Parse(string yaml) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(yaml), "collimate.yaml");
}
