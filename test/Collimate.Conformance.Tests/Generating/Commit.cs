namespace Collimate.Conformance.Tests.Generating;

/// <summary>A commit of a generated history.</summary>
/// <param name="Number">In the order in which commits were made; a parent's is smaller.</param>
internal sealed record Commit(int Number, IReadOnlyList<Commit> Parents, FileTree Tree)
{
    /// <summary>What it does to its only parent; empty for a merge.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    public required CommitText Text { get; init; }

    /// <summary>Whether it is a cherry-pick, whole or altered.</summary>
    public bool IsTwin { get; init; }

    public HashSet<Commit> SelfAndAncestors()
    {
        var found = new HashSet<Commit>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Commit>([this]);
        while (open.TryPop(out var commit))
        {
            if (found.Add(commit))
            {
                foreach (var parent in commit.Parents)
                {
                    open.Push(parent);
                }
            }
        }

        return found;
    }
}
