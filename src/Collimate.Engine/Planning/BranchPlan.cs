using Collimate.Git.Objects;

namespace Collimate.Engine.Planning;

/// <summary>What a run will do with one branch. Data: it prints, compares and can be sent to another machine.</summary>
/// <param name="Number">The place of the branch in the run, counted from 1.</param>
/// <param name="Branch">Short name.</param>
/// <param name="Target">Short name of the primary branch.</param>
/// <param name="Tips">Where both were when the plan was made; nothing when one of them could not be found.</param>
public sealed record BranchPlan(int Number, string Branch, string Target, BranchTips? Tips, PlannedAction Action)
{
    public Scheduling Scheduling { get; init; }

    /// <summary>Top of the worktree in which the branch is checked out and with which it moves; nothing when it is checked out nowhere.</summary>
    public string? Worktree { get; init; }

    /// <summary>Branches of the same target on whose tips this one stands. It does not move unless they have moved.</summary>
    public IReadOnlyList<string> StandsOn { get; init; } = [];

    /// <summary>What deserves a look, whatever becomes of the branch.</summary>
    public IReadOnlyList<BranchWarning> Warnings { get; init; } = [];

    /// <summary>The tips of a branch that is not refused.</summary>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    internal BranchTips RequiredTips =>
        Tips ?? throw new InvalidOperationException($"BUG: branch number {Number} has no tips, so it cannot be integrated");
}

/// <param name="Old">The branch; publishing fails if it moved since.</param>
/// <param name="Target">The primary branch, pinned for the whole run.</param>
public sealed record BranchTips(ObjectId Old, ObjectId Target);

/// <param name="Message">The facts, in one line; escaped.</param>
public sealed record BranchWarning(OutcomeCode Code, string Message);

/// <summary>When a branch may run.</summary>
public enum Scheduling
{
    /// <summary>Together with others of its group.</summary>
    Parallel,

    /// <summary>After all others of its group, alone (<c>tag:sequential_required</c>).</summary>
    Sequential,
}

/// <summary>The kinds of work that a branch can need.</summary>
public abstract record PlannedAction
{
    // Closed on purpose: whoever adds a case must visit every switch.
    private protected PlannedAction()
    {
    }

    /// <summary>The target's tip is in the branch already: nothing to do.</summary>
    public sealed record AlreadyAligned : PlannedAction;

    /// <summary>The branch has nothing of its own: it moves to the target's tip.</summary>
    public sealed record FastForward : PlannedAction;

    /// <summary>The branch has nothing of its own and stays where it is, because the configuration says so.</summary>
    public sealed record KeepMerged : PlannedAction;

    /// <summary>The branch's own commits are applied again on top of the target.</summary>
    /// <param name="Commits">Oldest first; each has one parent, or none.</param>
    public sealed record Replay(IReadOnlyList<ObjectId> Commits) : PlannedAction
    {
        /// <summary>Commits of the branch that are not applied, oldest first.</summary>
        public IReadOnlyList<LeftOutCommit> LeftOut { get; init; } = [];

        public WhenConflicted WhenConflicted { get; init; }
    }

    /// <summary>The target is merged into the branch.</summary>
    public sealed record Merge : PlannedAction;

    /// <summary>The branch is left alone.</summary>
    /// <param name="Reason">The facts, in one line; escaped.</param>
    public sealed record Refuse(OutcomeCode Code, string Reason) : PlannedAction;
}

/// <summary>What follows when a commit cannot be applied again.</summary>
public enum WhenConflicted
{
    /// <summary>The branch has failed.</summary>
    Fail,

    /// <summary>The target is merged into the branch instead.</summary>
    Merge,
}
