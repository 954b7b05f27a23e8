using Collimate.Engine.Publishing;
using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

public sealed class Many_transactions : IDisposable
{
    private static readonly string[] Branches = Input.Names("topic", 4);

    private readonly TestRepository _test = TestRepository.Create();
    private readonly GitInstallation _git;
    private readonly string _old;
    private readonly string _new;

    public Many_transactions()
    {
        _old = _test.Tip("main");
        foreach (var branch in Branches)
        {
            _test.Branch(branch, "main");
        }

        _new = _test.Commit("main", "newer", ("newer", "1\n"));
        _git = GitInstallation.Find(new GitEnvironment(_test.Environment), maxConcurrentProcesses: 2);
    }

    public void Dispose()
    {
        _git.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task Are_not_tried_after_git_was_silent_for_too_long()
    {
        _test.WriteHook("reference-transaction", $"grep --quiet {Branches[1]} && exec sleep 1000; exit 0");

        var results = await ApplyAsync(CancellationToken.None);

        Assert.IsType<TransactionResult.Committed>(results[0]);
        Assert.IsType<TransactionResult.Stalled>(results[1]);
        Assert.All(results.Skip(2), result => Assert.Equal("not tried, because git was silent for too long before; a hook may hang", Assert.IsType<TransactionResult.Refused>(result).Reason));
        Assert.Equal([_new, _old, _old, _old], Branches.Select(_test.Tip));
    }

    [Fact]
    public async Task Are_not_tried_after_a_signal()
    {
        var results = await ApplyAsync(new CancellationToken(canceled: true));

        Assert.All(results, result => Assert.Equal("not tried after the interruption", Assert.IsType<TransactionResult.Refused>(result).Reason));
        Assert.All(Branches, branch => Assert.Equal(_old, _test.Tip(branch)));
    }

    [Fact]
    public async Task Go_on_after_one_that_is_refused()
    {
        _test.Branch(Branches[2], "main");

        var results = await ApplyAsync(CancellationToken.None);

        Assert.Equal([true, true, false, true], results.Select(result => result is TransactionResult.Committed));
        Assert.All(Branches, branch => Assert.Equal(_new, _test.Tip(branch)));
    }

    private async Task<IReadOnlyList<TransactionResult>> ApplyAsync(CancellationToken signal)
    {
        var stop = TestContext.Current.CancellationToken;
        var repository = await GitRepository.DiscoverAsync(_git, _test.Path, stop);
        repository = repository with { Context = repository.Context with { StallLimit = TimeSpan.FromSeconds(1) } };
        var worktrees = await WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, stop);
        var transactions = new ReferenceTransactions(repository, worktrees, TimeProvider.System)
        {
            Message = "by the test",
            HooksPath = Path.Combine(_test.GitDirectory, "hooks"),
        };
        return await transactions.ApplyAsync(
            [.. Branches.Select(branch => (IReadOnlyList<ReferenceChange>)[new ReferenceChange.Move(ReferenceName.Branch(branch), ObjectId.Parse(_old), ObjectId.Parse(_new))])], signal);
    }
}
