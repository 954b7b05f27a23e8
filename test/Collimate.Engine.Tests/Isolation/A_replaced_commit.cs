using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

public sealed class A_replaced_commit
{
    [Theory]
    [InlineData("replace")]
    [InlineData("graft")]
    public async Task Counts_for_nothing(string how)
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
    }
}
