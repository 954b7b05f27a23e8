using Collimate.TestKit;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class One_git_at_a_time
{
    [Fact]
    public async Task Is_enough_for_a_whole_run()
    {
        // arrange
        using var repository = TestRepository.Create();
        string[] branches = [.. Enumerable.Range(1, 12).Select(i => $"b{i:00}")];
        foreach (var branch in branches)
        {
            repository.Commit(branch, "own", (branch, "1\n"));
        }

        repository.Commit("main", "newer", ("newer", "1\n"));
        var options = new AlignmentOptions
        {
            Orchestration = new OrchestrationOptions { MaxConcurrentGitOps = 1, MaxWorkersPerTarget = 8, MaxMemoryMb = 64 },
        };

        // act
        var run = await new Alignment(repository) { Options = options }.RunAsync(branches);

        // assert
        Assert.Equal(12, run.Successful);
    }

    [Fact]
    public void Is_what_the_limit_of_the_configuration_means()
    {
        using var repository = TestRepository.Create();
        var host = new Alignment(repository).Host;

        using var git = Collimate.Engine.Orchestrating.Preflight.FindGit(host, new OrchestrationOptions { MaxConcurrentGitOps = 1 });

        Assert.Equal(1, git.Slots.CurrentCount);
    }
}
