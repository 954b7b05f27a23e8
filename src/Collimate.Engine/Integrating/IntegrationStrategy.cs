namespace Collimate.Engine.Integrating;

/// <summary>How the primary's commits get into a branch.</summary>
public enum IntegrationStrategy
{
    /// <summary>The branch's own commits are replayed on the primary's tip; a branch with merges of its own is merged.</summary>
    Rebase,

    /// <summary>The primary's tip is merged into the branch.</summary>
    Merge,
}
