using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Git.Objects;

namespace Collimate.Engine;

/// <summary>What became of one branch. Every branch that was tried has exactly one.</summary>
public sealed record BranchResult
{
    public required BranchPlan Plan { get; init; }

    public string BranchName => Plan.Branch;

    public required BranchStatus Status { get; init; }

    /// <summary>The branch's own work, its waiting not counted.</summary>
    public required BranchTimes Times { get; init; }

    /// <summary>Codes: at least one where the branch failed; on success those of findings that were not bad enough to fail it.</summary>
    public required IReadOnlyList<string> ErrorsDetected { get; init; }

    /// <summary>One line of facts, only where the branch failed; escaped.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What a person can do, only where the branch failed.</summary>
    public string? Advice { get; init; }

    /// <summary>Absolute path of the generated document, only where the branch completed.</summary>
    public string? ChangesSummary { get; init; }

    /// <summary>Where the branch is now; nothing when it did not move.</summary>
    public ObjectId? NewTip { get; init; }

    /// <summary>Short name of the visible backup; nothing when there is none.</summary>
    public string? VisibleBackup { get; init; }

    /// <summary>Why a branch that moved has no visible backup.</summary>
    public string? VisibleBackupSkipped { get; init; }

    /// <summary>What was applied again and what was left out; nothing when nothing was integrated.</summary>
    public IntegrationResult? Integration { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What deserves a look although it kept nobody from being aligned.</summary>
    public IReadOnlyList<BranchWarning> Warnings { get; init; } = [];

    /// <summary>Whether the target has everything that the branch has.</summary>
    public bool IsMergedUpstream =>
        Plan.Action is PlannedAction.KeepMerged or PlannedAction.FastForward
        || (NewTip is { } tip && tip == Plan.Tips?.Target);
}

/// <param name="Integration">Time of the branch's own merges, or their share of a batch.</param>
public sealed record BranchTimes(TimeSpan Integration, TimeSpan Detection, TimeSpan Documentation)
{
    public static BranchTimes None { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public TimeSpan Total => Integration + Detection + Documentation;
}

/// <summary>The <c>status</c> of a branch in <c>results.json</c>.</summary>
public enum BranchStatus
{
    Completed,
    FailedIntegration,
    FailedErrorDetection,
    Exception,
}
