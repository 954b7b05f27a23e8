using Collimate.Engine.Orchestrating;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Isolation;

public sealed class A_repository_of_somebody_else
{
    [Fact]
    public async Task Is_refused_in_the_words_of_git()
    {
        // arrange: only root can give something away
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can change the owner of a file");
        using var repository = TestRepository.Create();
        repository.Commit("feature", "own", ("own", "1\n"));
        var before = Directory.GetFileSystemEntries(repository.GitDirectory);
        repository.Git("-c", "alias.give-away=!chown -R 65534 .", "give-away");
        var orchestrator = new Alignment(repository).Orchestrator;

        // act
        var run = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => orchestrator.RunAsync(repository.Path, [Branch("feature")], cancellationToken: TestContext.Current.CancellationToken));
        var plan = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => orchestrator.PlanAsync(repository.Path, [Branch("feature")], TestContext.Current.CancellationToken));

        // assert
        Assert.Equal(ExitCode.UnsuitableRepository, run.ExitCode);
        Assert.Contains("dubious ownership", run.Message, StringComparison.Ordinal);
        Assert.Contains("safe.directory", run.Message, StringComparison.Ordinal);
        Assert.Equal(run.Message, plan.Message);
        Assert.Equal(before, Directory.GetFileSystemEntries(repository.GitDirectory));
    }
}
