namespace Collimate.Git.Sessions;

/// <summary>There is no git in the search path.</summary>
internal sealed class GitNotFoundException : Exception
{
    public GitNotFoundException()
        : base("git was not found in the directories of PATH")
    {
    }
}
