namespace Collimate.Conformance.Tests.Comparing;

/// <summary>What the comparison of one branch has come to.</summary>
/// <param name="Category">For the table of a run.</param>
internal sealed record Verdict(BranchPair Branch, VerdictKind Kind, string Category)
{
    public const string Aligned = "aligned";

    public required Outcome Git { get; init; }

    public required Outcome Ours { get; init; }

    public static Verdict Of(Way way, BranchPair branch, Outcome git, Outcome ours)
    {
        var (kind, category) = (git, ours) switch
        {
            (Outcome.Neither neither, _) => (VerdictKind.Excluded, neither.Category),
            (_, Outcome.Done done) when way == Way.Rebase && IsAlignedWithMerges(branch, done) => (VerdictKind.Excluded, "already aligned, with merges"),
            (_, Outcome.Neither { Category: "unrelated_history" }) => (VerdictKind.Excluded, "unrelated history, refused"),
            (Outcome.Conflict, Outcome.Conflict) => (VerdictKind.Same, "conflict"),
            (Outcome.Done theirs, Outcome.Done done) => Compare(branch, theirs, done),
            (Outcome.Done, Outcome.Conflict) => (VerdictKind.Different, "conflict only in ours"),
            (Outcome.Conflict, Outcome.Done) => (VerdictKind.Different, "conflict only in git's"),
            (_, Outcome.Neither neither) => (VerdictKind.Different, $"failed: {neither.Category}"),
            _ => throw new System.Diagnostics.UnreachableException("BUG: unknown outcome"),
        };
        return new Verdict(branch, kind, category) { Git = git, Ours = ours };
    }

    private static (VerdictKind Kind, string Category) Compare(BranchPair branch, Outcome.Done git, Outcome.Done ours) =>
        git.Facts.SequenceEqual(ours.Facts, StringComparer.Ordinal) ? (VerdictKind.Same, git.Tip == branch.TargetTip ? "moved to target" : Aligned)
        : git.Facts[0] == ours.Facts[0] ? (VerdictKind.Different, "other commits, same tree")
        : (VerdictKind.Different, "other tree");

    /// <summary>We leave a branch alone that contains its target; <c>git rebase</c> would still straighten it.</summary>
    private static bool IsAlignedWithMerges(BranchPair branch, Outcome.Done ours) =>
        ours.Tip == branch.Tip && ours.Facts.Any(fact => fact.Contains(" parents: ", StringComparison.Ordinal));
}

internal enum VerdictKind
{
    Same,
    Different,

    /// <summary>There is nothing to compare, for a reason that is listed.</summary>
    Excluded,
}
