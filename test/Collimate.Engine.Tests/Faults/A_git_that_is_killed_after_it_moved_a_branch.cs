using Collimate.TestKit;

namespace Collimate.Engine.Tests.Faults;

/// <summary>By a hook, before it can say so: the memory killer of Linux would do the same.</summary>
public sealed class A_git_that_is_killed_after_it_moved_a_branch
{
    [Fact]
    public async Task Is_not_taken_for_one_that_did_not()
    {
        // arrange
        using var repository = TestRepository.Create();
        string[] branches = ["a", "b", "c"];
        foreach (var branch in branches)
        {
            repository.Commit(branch, "own", (branch, "1\n"));
        }

        repository.Commit("main", "newer", ("newer", "1\n"));
        repository.WriteHook("reference-transaction", "test \"$1\" = committed && grep --quiet ' refs/heads/b$' && kill -KILL $PPID\nexit 0");

        // act
        var run = await new Alignment(repository).RunAsync(branches);

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.All(branches, branch => Assert.Equal(["own"], repository.Subjects($"main..{branch}")));
        Assert.Equal("backup-b-pre-align", run.Branches.Single(branch => branch.BranchName == "b").VisibleBackup);
    }
}
