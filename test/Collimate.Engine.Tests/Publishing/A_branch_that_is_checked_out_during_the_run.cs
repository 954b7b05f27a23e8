using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_branch_that_is_checked_out_during_the_run
{
    [Fact]
    public async Task Stays_where_the_user_has_found_it()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("feature", "own", ("own", "1\n"));
        repository.Commit("main", "newer", ("newer", "1\n"));
        var before = repository.Tip("feature");
        var worktree = repository.Beside("worktree");
        var alignment = new Alignment(repository)
        {
            Modules = new AlignmentModules
            {
                Detector = new FakeDetector((_, _) =>
                {
                    repository.Git("worktree", "add", "--quiet", worktree, "feature");
                    return Task.FromResult<IReadOnlyList<Collimate.Engine.Detecting.Finding>>([]);
                }),
            },
        };

        // act
        var run = await alignment.RunAsync("feature");

        // assert
        Assert.Equal(["branch_checked_out"], run.Branches.Single().ErrorsDetected);
        Assert.Equal(before, repository.Tip("feature"));
        Assert.Equal("", repository.Git("-C", worktree, "status", "--porcelain"));
    }
}
