using Collimate.Git.Objects;

namespace Collimate.Git.Merging;

/// <summary>Two commits that are to be merged, or two trees where the base is told.</summary>
internal readonly record struct MergePair(ObjectId Ours, ObjectId Theirs)
{
    /// <summary>The tree of the merge base; nothing where git finds it. Only for a git with <see cref="GitCapabilities.Bases"/>.</summary>
    public ObjectId? Base { get; init; }
}

/// <summary>What became of one merge.</summary>
internal abstract record MergeResult
{
    private protected MergeResult()
    {
    }

    /// <summary>No conflict; the tree exists in the quarantine.</summary>
    public sealed record Clean(ObjectId Tree) : MergeResult;

    /// <summary>A person has to decide.</summary>
    public sealed record Conflicted(IReadOnlyList<ConflictedPath> Paths) : MergeResult;

    /// <summary>Git could not merge this pair: an object is missing, the histories are unrelated, git itself died.</summary>
    /// <param name="Reason">Git's own words. Not escaped.</param>
    public sealed record Failed(string Reason) : MergeResult;

    /// <summary>The branch has used up its time.</summary>
    public sealed record TimedOut : MergeResult;
}

/// <summary>One path that git left with more than one stage.</summary>
internal sealed record ConflictedPath(ByteText Path, ConflictStages Stages);

/// <summary>Which versions of a conflicted path there are (git read-tree, "3-Way Merge").</summary>
[Flags]
internal enum ConflictStages
{
    None = 0,
    Base = 1,
    Ours = 2,
    Theirs = 4,
}
