using Collimate.Cli.Demo;

namespace Collimate.Cli.Tests.Demo;

/// <summary>Git itself is asked what becomes of a branch.</summary>
public sealed class Each_demo_branch(DemoRepository repository) : IClassFixture<DemoRepository>
{
    // A commit that the branch takes back never meets the primary branch in a merge.
    private static readonly string[] MergesOnly = ["research/rounded-speeds"];

    // A merge does not know that the lower branch was squashed, so both sides added the file.
    private static readonly string[] RebasesOnly = ["stack/queue-2-order", "stack/queue-3-limit"];

    public static TheoryData<string> Names => [.. new DemoHistory().Branches.Select(branch => branch.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Becomes_what_it_promises(string name)
    {
        var branch = Find(name);

        Assert.Equal(branch.Expected, await AskGitAsync(branch));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Merges_as_it_rebases_with_known_exceptions(string name)
    {
        var branch = Find(name);
        var worktree = await repository.WorktreeAtAsync(branch.Target);

        var merge = await worktree.RunAsync("merge-tree", "--write-tree", branch.Target, branch.Name);

        var conflicts = RebasesOnly.Contains(name) || (branch.Expected == DemoExpectation.Conflicts && !MergesOnly.Contains(name));
        Assert.True(merge.ExitCode == (conflicts ? 1 : 0), merge.Output + merge.Error);
    }

    [Theory]
    [InlineData("feature/alert-threshold", "CONFLICT (content)")]
    [InlineData("fix/legacy-header", "CONFLICT (modify/delete)")]
    [InlineData("cleanup/drop-station-list", "CONFLICT (rename/delete)")]
    [InlineData("feature/answer-cache", "CONFLICT (add/add)")]
    [InlineData("research/boat-protocol", "CONFLICT (file location)")]
    public async Task Conflicts_in_the_way_that_it_announces(string name, string expected)
    {
        var branch = Find(name);

        var merge = await repository.Git.RunAsync("merge-tree", "--write-tree", branch.Target, branch.Name);

        Assert.Contains(expected, merge.Output, StringComparison.Ordinal);
    }

    private DemoBranch Find(string name) => repository.History.Branches.Single(branch => branch.Name == name);

    private async Task<DemoExpectation> AskGitAsync(DemoBranch branch)
    {
        if (await IsAncestorAsync(branch.Target, branch.Name))
        {
            return DemoExpectation.AlreadyAligned;
        }

        if (await IsAncestorAsync(branch.Name, branch.Target))
        {
            return DemoExpectation.FastForwards;
        }

        var hasMerges = await repository.Git.AskAsync("rev-list", "--merges", $"{branch.Target}..{branch.Name}") is not "";
        return await (hasMerges ? MergesAsync(branch) : RebasesAsync(branch)) ? DemoExpectation.Aligns : DemoExpectation.Conflicts;
    }

    private async Task<bool> IsAncestorAsync(string older, string newer) =>
        (await repository.Git.RunAsync("merge-base", "--is-ancestor", older, newer)).ExitCode == 0;

    private async Task<bool> MergesAsync(DemoBranch branch)
    {
        var worktree = await repository.WorktreeAtAsync(branch.Target);
        return (await worktree.RunAsync("merge-tree", "--write-tree", branch.Target, branch.Name)).ExitCode == 0;
    }

    private async Task<bool> RebasesAsync(DemoBranch branch)
    {
        var worktree = await repository.WorktreeAtAsync(branch.Name);
        var rebase = await worktree.RunAsync("rebase", "--quiet", "--no-fork-point", branch.Target);
        if (rebase.ExitCode != 0)
        {
            Assert.Contains("CONFLICT", rebase.Output + rebase.Error, StringComparison.Ordinal);
            await worktree.AskAsync("rebase", "--abort");
        }

        return rebase.ExitCode == 0;
    }
}
