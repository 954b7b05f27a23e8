using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

public sealed class A_replaced_commit
{
    [Theory]
    [InlineData("replace", "1 object is replaced in this repository (git replace -l); the run took the original")]
    [InlineData("graft", "this repository has grafts (info/grafts); the run took the commits as they are")]
    public async Task Counts_for_nothing_and_is_warned_of(string how, string warning)
    {
        // arrange: with the replacement the branch would be somebody else's, with the graft it would begin at its tip
        using var repository = TestRepository.Create();
        repository.Commit("other", "somebody else's", ("other", "1\n"));
        var tip = repository.Commit("feature", "own", ("own", "1\n"));
        repository.Commit("main", "newer", ("newer", "1\n"));
        if (how == "replace")
        {
            repository.Git("replace", tip, repository.Tip("other"));
        }
        else
        {
            repository.WriteGitFile("info/grafts", tip + "\n");
        }

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["own", "newer", "first"], repository.Subjects("feature"));
        Assert.Equal("1\n", repository.Show("feature", "own"));
        Assert.Equal(warning, Assert.Single(run.Warnings));
    }
}
