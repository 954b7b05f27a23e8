namespace Collimate.Engine.Integrating;

/// <summary>How the primary's commits get into a branch.</summary>
public enum IntegrationStrategy
{
    /// <summary>The branch's own commits are replayed on the primary's tip; a branch with merges of its own is merged.</summary>
    Rebase,

    /// <summary>The primary's tip is merged into the branch.</summary>
    Merge,

    /// <summary>As <see cref="Rebase"/>; where that conflicts, as <see cref="Merge"/>.</summary>
    Auto,
}

/// <summary>What a rebase does with a branch that has merge commits of its own.</summary>
public enum BranchesWithMerges
{
    /// <summary>It is merged: a rebase would throw away how its merges were resolved.</summary>
    Merge,

    /// <summary>Its merge commits are left out and the others stand in one line, as <c>git rebase</c> does.</summary>
    Flatten,

    /// <summary>It is left alone.</summary>
    Refuse,
}

/// <summary>What happens to a branch that has nothing that its target has not.</summary>
public enum MergedBranches
{
    /// <summary>It is moved to the tip of its target.</summary>
    Move,

    /// <summary>It stays where it is.</summary>
    Keep,
}

/// <summary>What a rebase does with a branch whose commits are signed: their signatures cannot survive.</summary>
public enum SignedCommits
{
    /// <summary>They are dropped and counted, as <c>git rebase</c> does, and made anew where <c>commit.gpgSign</c> is set.</summary>
    Drop,

    /// <summary>The branch is left alone.</summary>
    Refuse,
}

/// <summary>Where branches are rebased and merged.</summary>
public enum IntegrationMethod
{
    /// <summary>Between objects, with nothing checked out: fast, and no program of the repository runs.</summary>
    Objects,

    /// <summary>By the real commands in private worktrees: the repository's merge drivers, filters and hooks run.</summary>
    Worktree,
}
