using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_branch_that_moves_during_the_run : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_branch_that_moves_during_the_run()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("other", "own", ("own", "2\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Stays_where_somebody_else_left_it()
    {
        // arrange
        var (planned, theirs) = (_repository.Tip("feature"), _repository.Tip("main"));

        // act
        var run = await RunAsync(() => _repository.Branch("feature", "main"));

        // assert
        Assert.Equal(theirs, _repository.Tip("feature"));
        var result = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal(["branch_moved"], result.ErrorsDetected);
        Assert.Equal($"Branch 'feature' moved during the run: planned from {planned[..10]}, now at {theirs[..10]}", result.ErrorMessage);
        Assert.Equal(ExitCode.RacesLost, run.ExitCode);
        Assert.False(_repository.Exists("backup-feature-pre-align"));
    }

    [Fact]
    public async Task Stays_deleted_when_somebody_deleted_it()
    {
        var run = await RunAsync(() => _repository.Git("update-ref", "-d", "refs/heads/feature"));

        Assert.False(_repository.Exists("feature"));
        var result = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal(["branch_gone"], result.ErrorsDetected);
        Assert.Equal("Branch 'feature' was deleted during the run", result.ErrorMessage);
        Assert.Equal(ExitCode.RacesLost, run.ExitCode);
    }

    [Fact]
    public async Task Is_refused_by_git_while_another_git_holds_its_lock()
    {
        // arrange
        var before = _repository.Tip("feature");
        var held = Path.Combine(_repository.GitDirectory, "refs/heads/feature.lock");

        // act: the lock is somebody else's, so it is removed before the run is proved
        var result = (await new Alignment(_repository)
        {
            Modules = new AlignmentModules { Documenter = new FakeDocumenter((_, token) => TouchAsync(held, token)) },
            Progress = progress =>
            {
                if (progress.Retired == 1)
                {
                    File.Delete(held);
                }
            },
        }.RunAsync("feature")).Branches.Single();

        // assert
        Assert.Equal(["reference_refused"], result.ErrorsDetected);
        Assert.StartsWith("git refused to move branch 'feature': ", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Tip("feature"));
    }

    private static async Task<string> TouchAsync(string file, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file, "", cancellationToken);
        return "";
    }

    private async Task<RunResult> RunAsync(Action whenDocumented)
    {
        var alignment = new Alignment(_repository)
        {
            Modules = new AlignmentModules
            {
                Documenter = new FakeDocumenter((plan, _) =>
                {
                    if (plan.Branch == "feature")
                    {
                        whenDocumented();
                    }

                    return Task.FromResult("");
                }),
            },
        };
        alignment.MovedByOthers.Add("refs/heads/feature");
        var run = await alignment.RunAsync("feature", "other");
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "other").Status);
        return run;
    }
}
