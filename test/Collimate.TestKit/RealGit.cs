namespace Collimate.TestKit;

/// <summary>What <c>git rebase</c> and <c>git merge</c> make of a branch, found out in a checkout of a copy.</summary>
public static class RealGit
{
    /// <summary>Tree, author and message of every commit that the branch has and <c>main</c> has not, newest first.</summary>
    public static string Commits(TestRepository repository, string branch) =>
        repository.Git("log", "--format=%T %an <%ae> %ad %e%n%B", "--date=raw", $"main..{branch}");

    /// <returns>The branch's commits afterwards, or nothing where a person would have to decide.</returns>
    public static string? Rebase(TestRepository original, string branch) => InCopy(original, branch, "rebase", "--quiet", "main");

    /// <inheritdoc cref="Rebase"/>
    public static string? Merge(TestRepository original, string branch) => InCopy(original, branch, "merge", "--quiet", "--no-edit", "main");

    private static string? InCopy(TestRepository original, string branch, params string[] command)
    {
        using var copy = original.Copy();
        copy.Git("checkout", "--quiet", "--force", branch);
        return copy.Run(command, []).ExitCode == 0 ? Commits(copy, branch) : null;
    }
}
