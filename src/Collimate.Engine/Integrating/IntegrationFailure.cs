using Collimate.Engine.Reporting;
using Collimate.Git.Merging;
using Collimate.Git.Objects;

namespace Collimate.Engine.Integrating;

/// <summary>Says what a merge that was not clean means for its branch.</summary>
internal static class IntegrationFailure
{
    /// <param name="commit">The commit of the branch that was merged.</param>
    /// <param name="subject">First line of its message.</param>
    /// <param name="branchStage">On which side of the merge the branch stood.</param>
    public static IntegrationResult Of(MergeResult result, ObjectId commit, string subject, ConflictStages branchStage) => result switch
    {
        MergeResult.Conflicted conflicted => new IntegrationResult.Conflicted(
            commit, subject, [.. conflicted.Paths.Select(p => new Conflict(p.Path.ToString(), KindOf(p.Stages, branchStage)))]),
        MergeResult.TimedOut => new IntegrationResult.Failed(
            OutcomeCodes.IntegrationTimeout, $"Integration took too long at commit {commit.Abbreviated}"),
        MergeResult.Failed failed => new IntegrationResult.Failed(
            OutcomeCodes.MergeFailed, $"git could not merge commit {commit.Abbreviated}: {DisplayText.Escape(failed.Reason)}"),
        _ => throw new System.Diagnostics.UnreachableException("BUG: a clean merge is no failure"),
    };

    /// <param name="stages">Which versions of the path there are.</param>
    public static ConflictKind KindOf(ConflictStages stages, ConflictStages branchStage) =>
        (stages.HasFlag(ConflictStages.Base), InTarget(stages, branchStage), stages.HasFlag(branchStage)) switch
        {
            (true, true, true) => ConflictKind.Content,
            (false, true, true) => ConflictKind.AddAdd,
            (true, false, true) => ConflictKind.DeletedByTarget,
            (true, true, false) => ConflictKind.DeletedByBranch,
            (false, true, false) => ConflictKind.OnlyInTarget,
            (false, false, true) => ConflictKind.OnlyInBranch,
            (_, false, false) => ConflictKind.RenamedByBoth,
        };

    private static bool InTarget(ConflictStages stages, ConflictStages branchStage) =>
        stages.HasFlag(branchStage == ConflictStages.Ours ? ConflictStages.Theirs : ConflictStages.Ours);
}
