using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Publishing;

public sealed class The_reflog_of_a_branch
{
    [Fact]
    public async Task Says_which_run_moved_it_how_and_onto_what()
    {
        // arrange: more kinds of moves than there are sessions
        using var repository = TestRepository.Create();
        repository.Git("config", "core.logAllRefUpdates", "always");
        var history = new History(repository);
        string[] targets = ["main", "t1", "t2", "t3", "t4"];
        foreach (var target in targets.Skip(1))
        {
            history.Start(target, "main");
        }

        foreach (var target in targets)
        {
            history.Start($"{target}-behind", "main").Commit($"{target}-ahead", "own", FileChange.File("own", "1\n"));
        }

        foreach (var target in targets)
        {
            history.Commit(target, "newer", FileChange.File("newer", target));
        }

        history.Import();

        // act
        var run = await new Alignment(repository).RunAsync(
            [.. targets.SelectMany(target => new[] { Branch($"{target}-behind", target), Branch($"{target}-ahead", target) })], CancellationToken.None);

        // assert
        Assert.Equal(10, run.Successful);
        foreach (var target in targets)
        {
            var onto = repository.Tip(target)[..10];
            Assert.Equal($"collimate: rebase onto {onto} (run {run.Run})", Newest(repository, $"{target}-behind"));
            Assert.Equal($"collimate: rebase onto {onto} (run {run.Run})", Newest(repository, $"{target}-ahead"));
        }
    }

    [Fact]
    public async Task Says_when_it_was_merged()
    {
        using var repository = TestRepository.Create();
        repository.Git("config", "core.logAllRefUpdates", "always");
        repository.Commit("feature", "own", ("own", "1\n"));
        repository.Commit("main", "newer", ("newer", "1\n"));
        var options = new AlignmentOptions { Integration = new IntegrationOptions { Strategy = IntegrationStrategy.Merge } };

        var run = await new Alignment(repository) { Options = options }.RunAsync("feature");

        Assert.Equal($"collimate: merge onto {repository.Tip("main")[..10]} (run {run.Run})", Newest(repository, "feature"));
    }

    [Fact]
    public async Task Says_it_of_each_where_some_are_rebased_and_some_merged()
    {
        // arrange: they become ready together
        using var repository = TestRepository.Create();
        repository.Git("config", "core.logAllRefUpdates", "always");
        string[] branches = Names("branch", 6);
        foreach (var (i, branch) in branches.Index())
        {
            repository.Commit(branch, "own", (branch, "1\n"));
            if (i % 2 == 0)
            {
                repository.Commit($"side-{branch}", "beside", ($"{branch}-beside", "1\n"));
                var merge = repository.Git("commit-tree", "-m", "both", "-p", branch, "-p", $"side-{branch}", $"{branch}^{{tree}}").Trim();
                repository.Branch(branch, merge);
            }
        }

        repository.Commit("main", "newer", ("newer", "1\n"));
        var options = new AlignmentOptions { Integration = new IntegrationOptions { BranchesWithMerges = BranchesWithMerges.Merge } };

        // act
        var run = await new Alignment(repository) { Options = options }.RunAsync(branches);

        // assert
        Assert.Equal(branches.Length, run.Successful);
        Assert.Equal(
            branches.Select((_, i) => $"collimate: {(i % 2 == 0 ? "merge" : "rebase")} onto {repository.Tip("main")[..10]} (run {run.Run})"),
            branches.Select(branch => Newest(repository, branch)));
    }

    private static string Newest(TestRepository repository, string branch) =>
        repository.Git("reflog", "show", "--format=%gs", "-1", branch).Trim();
}
