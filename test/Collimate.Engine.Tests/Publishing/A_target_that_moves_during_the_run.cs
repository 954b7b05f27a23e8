using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_target_that_moves_during_the_run
{
    [Fact]
    public async Task Counts_as_it_was_in_the_beginning()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("first", "own", ("first", "1\n"));
        repository.Commit("second", "own", ("second", "1\n"));
        var planned = repository.Commit("main", "newer", ("newer", "1\n"));
        var alignment = new Alignment(repository)
        {
            Modules = new AlignmentModules
            {
                Documenter = new FakeDocumenter((plan, _) =>
                {
                    if (plan.Branch == "first")
                    {
                        repository.Commit("main", "meanwhile", ("meanwhile", "1\n"));
                    }

                    return Task.FromResult("");
                }),
            },
        };
        alignment.MovedByOthers.Add("refs/heads/main");

        // act
        var run = await alignment.RunAsync("first", "second");

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal($"'main' moved to {repository.Tip("main")[..10]} during the run; its branches were aligned with {planned[..10]}", Assert.Single(run.Warnings));
        Assert.NotEqual(planned, repository.Tip("main"));
        Assert.All(new[] { "first", "second" }, branch => Assert.Equal(planned, repository.Git("rev-parse", $"{branch}^").Trim()));
    }
}
