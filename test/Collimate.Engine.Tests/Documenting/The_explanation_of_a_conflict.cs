using System.Text.Json.Nodes;
using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;
using IO = System.IO.File;

namespace Collimate.Engine.Tests.Documenting;

public sealed class The_explanation_of_a_conflict : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly TestRepository _repository = TestRepository.Create();

    public static TheoryData<IntegrationStrategy> Strategies { get; } = [IntegrationStrategy.Rebase, IntegrationStrategy.Merge];

    public void Dispose() => _repository.Dispose();

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Names_the_newest_commit_of_several(IntegrationStrategy strategy)
    {
        // arrange
        _repository.Commit("feature", "mine", ("README", "mine\n"));
        _repository.Commit("main", "oldest", ("README", "1\n"));
        _repository.Commit("main", "middle", ("README", "2\n"));
        var newest = _repository.Commit("main", "newest", ("README", "3\n"), ("other", "1\n"));
        _repository.Commit("main", "elsewhere", ("other", "2\n"));
        var options = new AlignmentOptions { Integration = new IntegrationOptions { Strategy = strategy } };

        // act
        var run = await new Alignment(_repository) { Options = options }.RunAsync("feature");

        // assert
        Assert.Equal([("README", $"{newest} Ada Tester newest")], TouchesOf(run, "feature"));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task Survives_two_paths_that_read_the_same()
    {
        // arrange: the second one is Latin-1, and is shown like the first
        FileChange[] Both(string content) => [File("caf\u00e9", content), File("\"caf\\351\"", content)];
        new History(_repository)
            .Commit("main", "files", Both("1\n"))
            .Commit("feature", "mine", Both("mine\n"))
            .Commit("main", "theirs", Both("theirs\n"))
            .Import();

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal(["theirs", "theirs"], TouchesOf(run, "feature").Select(touch => touch.By?.Split(' ')[^1]));
    }

    [Fact]
    public async Task Does_not_name_a_commit_that_the_branch_has()
    {
        // arrange: the other line of history is newer and is merged into the branch; another branch has not got it
        new History(_repository)
            .Commit("main", "file", File("file", Lines), File("taken", "1\n"))
            .Start("behind", "main").Commit("behind", "mine", File("taken", "mine\n"))
            .Commit("main", "older", File("file", Lines + "theirs\n"))
            .Start("side", "main").Commit("side", "known", File("taken", "2\n"))
            .Start("feature", "side").Commit("feature", "mine", File("taken", "mine\n"))
            .Merge("main", "side", File("taken", "2\n"))
            .Commit("main", "harmless", File("harmless", "1\n"))
            .Import();
        _repository.Commit("late", "mine", ("taken", "mine\n"));
        _repository.Commit("main", "last", ("taken", "3\n"));
        var known = _repository.Git("rev-parse", "main~2^2").Trim();

        // act: the first of them stands on the side, the last one on the newest but one
        var run = await new Alignment(_repository).RunAsync("behind", "feature", "late");

        // assert
        Assert.NotEqual(known, _repository.Tip("main"));
        Assert.All(["behind", "feature", "late"], name => Assert.Equal([("taken", $"{_repository.Tip("main")} Ada Tester last")], TouchesOf(run, name)));
    }

    [Fact]
    public async Task Looks_behind_a_commit_that_the_branch_has()
    {
        // arrange: 'known' is newer than 'unknown', and both are on main
        new History(_repository)
            .Commit("main", "file", File("file", Lines), File("both", "1\n"))
            .Start("side", "main").Commit("side", "known", File("both", "2\n"))
            .Start("feature", "side").Commit("feature", "mine", File("both", "mine\n"))
            .Commit("main", "unknown", File("both", "3\n"))
            .Merge("main", "side", File("both", "3\n"))
            .Import();
        var unknown = _repository.Git("rev-parse", "main~1").Trim();

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal([("both", $"{unknown} Ada Tester unknown")], TouchesOf(run, "feature"));
    }

    [Fact]
    public async Task Names_the_commit_that_moved_a_file_for_its_old_and_for_its_new_path()
    {
        // arrange
        new History(_repository)
            .Commit("main", "file", File("file", Lines))
            .Commit("feature", "mine", Rename("file", "mine"))
            .Commit("main", "moved", Rename("file", "theirs"))
            .Import();
        var moved = _repository.Tip("main");

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert: the path that only the branch has was touched by nobody else
        Assert.Equal([("file", $"{moved} Ada Tester moved"), ("mine", null), ("theirs", $"{moved} Ada Tester moved")], TouchesOf(run, "feature"));
    }

    [Fact]
    public async Task Finds_a_path_that_is_not_UTF_8()
    {
        _repository.Commit("feature", "mine", ("\"caf\\351\"", "mine\n"));
        var theirs = _repository.Commit("main", "theirs", ("\"caf\\351\"", "theirs\n"));

        var run = await new Alignment(_repository).RunAsync("feature");

        Assert.Equal([("café", $"{theirs} Ada Tester theirs")], TouchesOf(run, "feature"));
    }

    [Fact]
    public async Task Stands_in_the_report_and_in_the_checklist()
    {
        // arrange: subject and author try to act on Markdown
        _repository.Commit("feature", "mine", ("*a*", "mine\n"));
        var theirs = _repository.Commit("main", "[x](http://e) \u001b[31m`$(a)`", ("*a*", "theirs\n"));

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        var report = JsonNode.Parse(await IO.ReadAllTextAsync(Path.Combine(run.Folder, "report.json"), TestContext.Current.CancellationToken))!;
        var touch = report["groups"]![0]!["branches"]![0]!["conflict"]!["paths"]![0]!["last_touched_by"]!;
        Assert.Equal(
            [theirs, "Ada Tester", "[x](http://e) \u001b[31m`$(a)`"], new[] { "commit", "author", "subject" }.Select(key => (string)touch[key]!));
        var checklist = await IO.ReadAllTextAsync(
            Path.Combine(_repository.GitDirectory, "collimate/ALIGNMENT_CHECKLIST.md"), TestContext.Current.CancellationToken);
        Assert.Contains(
            $@"  - \*a\*: last touched by `{theirs[..10]}`, Ada Tester: \[x\]\(http\://e\) \\x1B\[31m\`\$\(a\)\`" + "\n", checklist, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_there_when_the_run_was_interrupted()
    {
        // arrange
        _repository.Commit("a", "mine", ("README", "mine\n"));
        _repository.Commit("b", "mine", ("README", "mine\n"));
        var theirs = _repository.Commit("main", "theirs", ("README", "theirs\n"));
        using var interruption = new CancellationTokenSource();
        var alignment = new Alignment(_repository) { Progress = progress => Interrupt(progress, interruption) };

        // act
        var run = await alignment.RunAsync([Input.Branch("a"), Input.Sequential("b")], interruption.Token);

        // assert
        Assert.Equal(RunEnd.Interrupted, run.End);
        Assert.Equal([("README", $"{theirs} Ada Tester theirs")], TouchesOf(run, "a"));
    }

    [Fact]
    public async Task Is_left_out_with_a_warning_when_git_cannot_read()
    {
        // arrange: a tree in the history of main is gone, which no merge needs
        _repository.Commit("feature", "mine", ("README", "mine\n"));
        _repository.Commit("main", "theirs", ("README", "theirs\n"), ("folder/lost", "1\n"));
        var lost = _repository.Git("rev-parse", "main:folder").Trim();
        _repository.Commit("main", "newer", ("README", "newer\n"), ("folder/lost", null));
        IO.Delete(_repository.LooseObject(lost));

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal([("README", null)], TouchesOf(run, "feature"));
        Assert.Equal(["merge_conflict_unresolvable"], Assert.Single(run.Branches).ErrorsDetected);
        Assert.StartsWith("which commits of 'main' touched the paths in conflict is not known: ", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IntegrationStrategy.Rebase, 0)] // Planning has read it, to leave out what the target has already.
    [InlineData(IntegrationStrategy.Merge, 1)]
    public async Task Needs_as_many_processes_for_many_branches_as_for_one(IntegrationStrategy strategy, int processes)
    {
        // arrange
        var names = Enumerable.Range(0, 40).Select(i => $"b{i:00}").ToArray();
        foreach (var name in names)
        {
            _repository.Commit(name, "mine", ("README", $"{name}\n"));
            _repository.Commit("main", $"after {name}", ("README", $"after {name}\n"));
        }

        // act
        var (one, _) = await CountAsync(strategy, "b00");
        var (many, run) = await CountAsync(strategy, names);

        // assert
        Assert.Equal((processes, processes), (one, many));
        Assert.All(run.Branches, branch => Assert.Equal([("README", $"{_repository.Tip("main")} Ada Tester after b39")], TouchesOf(run, branch.BranchName)));
    }

    /// <summary>Counts the processes that walk over the commits of the target.</summary>
    private async Task<(int Walks, RunResult Run)> CountAsync(IntegrationStrategy strategy, params string[] branches)
    {
        var trace = _repository.Beside($"arguments-{branches.Length}");
        var alignment = new Alignment(_repository)
        {
            Options = new AlignmentOptions
            {
                Orchestration = new OrchestrationOptions { EnableCircuitBreaker = false },
                Integration = new IntegrationOptions { Strategy = strategy },
            },
        }.WithGit($"echo \"$*\" >> '{trace}'\nexec git \"$@\"");
        var run = await alignment.RunAsync(branches);
        var commands = await IO.ReadAllLinesAsync(trace, CancellationToken.None);
        return (commands.Count(line => line.StartsWith("diff-tree", StringComparison.Ordinal) && line.EndsWith("--name-status", StringComparison.Ordinal)), run);
    }

    private static void Interrupt(RunProgress progress, CancellationTokenSource interruption)
    {
        if (progress.Retired == 1)
        {
            interruption.Cancel();
        }
    }

    private static IEnumerable<(string Path, string? By)> TouchesOf(RunResult run, string branch)
    {
        var result = run.Branches.Single(result => result.BranchName == branch);
        return Assert.IsType<IntegrationResult.Conflicted>(result.Integration).Conflicts
            .OrderBy(conflict => conflict.Path, StringComparer.Ordinal)
            .Select(conflict => (conflict.Path, conflict.LastTouchedBy is { } by ? $"{by.Id} {by.Author} {by.Subject}" : null));
    }
}
