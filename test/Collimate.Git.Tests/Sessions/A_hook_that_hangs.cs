using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Sessions;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_hook_that_hangs
{
    [Fact]
    public async Task Ends_with_its_transaction_and_leaves_no_lock_behind()
    {
        // arrange: git waits for its hook
        using var repository = TestRepository.Create();
        repository.Branch("feature", "main");
        var before = repository.Tip("feature");
        var next = ObjectId.Parse(repository.Commit("other", "next", ("a", "1\n")));
        repository.WriteHook("reference-transaction", "exec sleep 1000");
        using var git = GitInstallation.Find(new GitEnvironment(repository.Environment), maxConcurrentProcesses: 2);
        var context = new GitContext
        {
            Git = git,
            GitDirectory = repository.GitDirectory,
            WorkingDirectory = repository.GitDirectory,
            HooksPath = Path.Combine(repository.GitDirectory, "hooks"),
            StallLimit = TimeSpan.FromSeconds(1),
        };
        await using var session = await UpdateRefSession.OpenAsync(context, "by the test");

        // act
        var move = new ReferenceChange.Move(ReferenceName.Branch("feature"), ObjectId.Parse(before), next);
        var result = await session.ApplyAsync([move]);

        // assert
        Assert.IsType<TransactionResult.Stalled>(result);
        Assert.Equal(SessionState.Closed, session.State);
        Assert.Empty(Directory.EnumerateFiles(repository.GitDirectory, "*.lock", SearchOption.AllDirectories));
        Assert.Equal(before, repository.Tip("feature"));
    }
}
