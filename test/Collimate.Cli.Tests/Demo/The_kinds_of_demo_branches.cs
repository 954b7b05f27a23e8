using Collimate.Cli.Demo;

namespace Collimate.Cli.Tests.Demo;

/// <summary>That a branch conflicts or not is checked elsewhere; here it is what its kind says.</summary>
public sealed class The_kinds_of_demo_branches(DemoRepository repository) : IClassFixture<DemoRepository>
{
    private readonly SealedGit _git = repository.Git;

    [Fact]
    public void Are_all_there()
    {
        string[] kinds =
        [
            "a long branch of twelve commits",
            "a message in ISO-8859-1",
            "adds a document",
            "adds a file to a directory that was renamed upstream",
            "adds a symbolic link",
            "asks to be aligned alone and last",
            "both added a file of the same name",
            "both added a line, merged as a union",
            "changes the same line as upstream",
            "conflicts when rebased, merges cleanly",
            "deletes a file that was renamed upstream",
            "edits a file that was deleted upstream",
            "edits a file that was renamed upstream",
            "edits a file with CRLF line ends",
            "edits inside a directory that was renamed upstream",
            "five commits of its own",
            "grew from the newest commit of its primary branch",
            "has a merge of two lines of its own",
            "has an empty commit on purpose",
            "makes scripts executable",
            "merged its primary branch in between",
            "names and messages beyond ASCII",
            "names and messages in another script",
            "nothing of its own",
            "nothing of its own, since the first commit",
            "one commit was picked upstream, and reverted there",
            "one commit, squashed upstream: nothing is left of it",
            "one of its two commits was picked upstream",
            "one small commit",
            "points where its primary branch points",
            "renames a file that was edited upstream",
            "replaces a binary file",
            "several commits of its own",
            "shares its tip with another branch",
            "stands on a branch that was squashed upstream",
            "the first of a stack of four",
            "the first of a stack of three, squashed upstream",
            "the last of a stack of four",
            "the last of a stack of three",
            "the same rename on both sides",
            "the second of a stack of four",
            "the third of a stack of four",
            "two commits, squashed upstream: nothing is left of it",
        ];

        Assert.Equal(kinds, repository.History.Branches.Select(branch => branch.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("feature/station-heading")]
    [InlineData("feature/json-export")]
    [InlineData("stack/queue-1-wait")]
    public async Task Leave_nothing_of_a_squashed_branch(string branch)
    {
        var target = Target(branch);
        var worktree = await repository.WorktreeAtAsync(branch);

        await worktree.AskAsync("rebase", "--quiet", "--no-fork-point", target);

        Assert.Equal(await _git.AskAsync("rev-parse", target), await worktree.AskAsync("rev-parse", "HEAD"));
    }

    [Theory]
    [InlineData("fix/byte-order-mark", 1)]
    [InlineData("research/wide-filter", 1)]
    [InlineData("research/quiet-week", 2)]
    [InlineData("stack/queue-3-limit", 2)]
    [InlineData("pipeline/station-by-station", 12)]
    public async Task Keep_as_many_commits_as_git_keeps(string branch, int expected)
    {
        var worktree = await repository.WorktreeAtAsync(branch);

        await worktree.AskAsync("rebase", "--quiet", "--no-fork-point", Target(branch));

        Assert.Equal(expected, int.Parse(await worktree.AskAsync("rev-list", "--count", Target(branch) + "..HEAD"), null));
    }

    [Theory]
    [InlineData("stack/tides-1-table", "stack/tides-2-lookup")]
    [InlineData("stack/tides-2-lookup", "stack/tides-3-command")]
    [InlineData("stack/tides-3-command", "stack/tides-4-document")]
    [InlineData("stack/queue-1-wait", "stack/queue-2-order")]
    [InlineData("stack/queue-2-order", "stack/queue-3-limit")]
    public async Task Put_each_branch_of_a_stack_on_the_one_below(string lower, string upper)
    {
        Assert.Equal(0, (await _git.RunAsync("merge-base", "--is-ancestor", lower, upper)).ExitCode);
        Assert.NotEqual(await _git.AskAsync("rev-parse", lower), await _git.AskAsync("rev-parse", upper));
    }

    [Fact]
    public async Task Let_two_branches_share_a_tip() => Assert.Equal(
        await _git.AskAsync("rev-parse", "feature/colour-blind-palette"), await _git.AskAsync("rev-parse", "review/colour-blind-palette"));

    [Theory]
    [InlineData("pipeline/executable-scripts", ":100644 100755")]
    [InlineData("pipeline/current-link", ":000000 120000")]
    public async Task Change_modes(string branch, string expected) =>
        Assert.StartsWith(expected, await _git.AskAsync("diff-tree", "-r", $"{branch}~1", branch), StringComparison.Ordinal);

    [Fact]
    public async Task Change_bytes_that_have_no_lines()
    {
        var lines = await _git.AskAsync("diff-tree", "-r", "--numstat", "paper/figure-two~1", "paper/figure-two");

        Assert.Equal("-\t-\tscience/figures/figure-2.png", lines);
    }

    [Fact]
    public async Task Keep_the_line_ends_of_windows()
    {
        var file = await _git.AskAsync("show", "pipeline/logger-interval:config/logger.ini");

        Assert.Contains("interval=30\r\n", file, StringComparison.Ordinal);
        Assert.DoesNotMatch("[^\r]\n", file);
    }

    [Fact]
    public async Task Speak_another_encoding_where_they_say_so()
    {
        var commit = await _git.AskAsync("cat-file", "commit", "research/brest-notes");

        Assert.Contains("\nencoding ISO-8859-1\n", commit, StringComparison.Ordinal);
        Assert.Contains("Relev\uFFFDs", commit, StringComparison.Ordinal); // The byte E9 alone is no UTF-8.
        Assert.Equal(
            "Relevés de Brest : décalage corrigé à l'été", await _git.AskAsync("log", "-1", "--format=%s", "research/brest-notes"));
    }

    [Fact]
    public async Task Name_files_beyond_ASCII()
    {
        var files = await _git.RunAsync("ls-tree", "-r", "-z", "--name-only", "forskning/stormflod-på-vestkysten");

        Assert.Contains("science/notes/målinger ved Esbjerg.md", files.Fields);
    }

    private string Target(string name) => repository.History.Branches.Single(branch => branch.Name == name).Target;
}
