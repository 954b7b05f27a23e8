namespace Collimate.Engine.Publishing;

/// <summary>What happens to branches that are checked out somewhere.</summary>
public enum CheckedOutBranches
{
    /// <summary>They are refused.</summary>
    Refuse,

    /// <summary>
    /// They move together with index and files of their worktree, if nothing there is uncommitted or unfinished. The filters of that
    /// checkout run.
    /// </summary>
    Include,
}
