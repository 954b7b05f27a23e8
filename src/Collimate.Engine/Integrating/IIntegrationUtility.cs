using Collimate.Engine.Planning;
using Collimate.Git.Objects;

namespace Collimate.Engine.Integrating;

/// <summary>Brings the target's commits into one branch (part 077). May be called for several branches at once.</summary>
/// <remarks>
/// It makes objects and moves nothing: new commits go into the object directory of the workspace, and only publishing moves
/// the branch. What can go wrong with a branch is a case of the result; an exception counts as a mistake of the module.
/// </remarks>
public interface IIntegrationUtility
{
    Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken);
}

/// <param name="Plan">Its action is FastForward, Replay or Merge.</param>
public sealed record IntegrationRequest(BranchPlan Plan, AlignmentWorkspace Workspace);

/// <summary>What became of the integration of one branch.</summary>
public abstract record IntegrationResult
{
    private protected IntegrationResult()
    {
    }

    /// <summary>The new tip exists in the workspace. No reference points at it yet.</summary>
    public sealed record Integrated(ObjectId NewTip) : IntegrationResult
    {
        /// <summary>The commits that were applied again, oldest first.</summary>
        public IReadOnlyList<ReplayedCommit> Replayed { get; init; } = [];

        /// <summary>Commits whose change the target has already, so that nothing of them was left.</summary>
        public IReadOnlyList<ObjectId> BecameEmpty { get; init; } = [];

        /// <summary>
        /// Commits that the plan leaves out as <c>git rebase</c> does, although applying them again would have changed something.
        /// </summary>
        public IReadOnlyList<LeftOutCommit> LeftOutButDiffering { get; init; } = [];

        /// <summary>Why the branch was merged although the plan was to rebase it; nothing when it went as planned.</summary>
        public Conflicted? InsteadOfRebase { get; init; }

        /// <summary>How many of the replayed commits carried a signature, which cannot survive.</summary>
        public int SignaturesDropped { get; init; }
    }

    /// <summary>A person has to decide.</summary>
    /// <param name="Commit">The commit of the branch that could not be applied, or its tip when it was merged.</param>
    /// <param name="Subject">First line of its message. Not escaped.</param>
    public sealed record Conflicted(ObjectId Commit, string Subject, IReadOnlyList<Conflict> Conflicts) : IntegrationResult;

    /// <summary>It could not be tried to its end.</summary>
    /// <param name="Code">From <see cref="OutcomeCodes"/>.</param>
    /// <param name="Message">The facts, in one line; escaped.</param>
    public sealed record Failed(OutcomeCode Code, string Message) : IntegrationResult;
}

/// <param name="Subject">First line of the message. Not escaped.</param>
public sealed record ReplayedCommit(ObjectId Old, ObjectId New, string Subject);

/// <param name="Path">As git has it; not escaped.</param>
public sealed record Conflict(string Path, ConflictKind Kind)
{
    /// <summary>
    /// The newest commit of the target that touches the path and that the branch has not; nothing when there is none, as for the
    /// path to which the branch itself moved a file. The run finds it out when the group has ended.
    /// </summary>
    public TargetCommit? LastTouchedBy { get; init; }
}

/// <summary>A commit of a target, for people to know whom to ask.</summary>
/// <param name="Author">Name only. Not escaped.</param>
/// <param name="Subject">First line of the message. Not escaped.</param>
public sealed record TargetCommit(ObjectId Id, string Author, string Subject);

/// <summary>Which versions of the path exist, and so what the conflict is about.</summary>
public enum ConflictKind
{
    /// <summary>Both sides changed it.</summary>
    Content,

    /// <summary>Both sides added it.</summary>
    AddAdd,

    /// <summary>The target deleted or renamed it, the branch changed it.</summary>
    DeletedByTarget,

    /// <summary>The branch deleted or renamed it, the target changed it.</summary>
    DeletedByBranch,

    /// <summary>Only the target has it at this path; a rename or a directory of the branch is in the way.</summary>
    OnlyInTarget,

    /// <summary>Only the branch has it at this path; a rename or a directory of the target is in the way.</summary>
    OnlyInBranch,

    /// <summary>Both sides moved it away, to different places.</summary>
    RenamedByBoth,
}
