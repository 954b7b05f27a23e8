using Collimate.TestKit;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class A_run_over_many_branches
{
    [Fact]
    public async Task Keeps_going_when_one_branch_conflicts()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("clean", "add a file", ("clean.txt", "mine\n"));
        repository.Commit("conflicting", "change the first line", ("README", "mine\n"));
        repository.Commit("main", "change the first line too", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("conflicting", "clean");

        // assert
        Assert.Equal(["clean:Completed", "conflicting:FailedIntegration"], run.Branches.Select(b => $"{b.BranchName}:{b.Status}"));
        Assert.Equal("theirs\n", repository.Show("clean", "README"));
        Assert.Equal("mine\n", repository.Show("clean", "clean.txt"));
    }
}
