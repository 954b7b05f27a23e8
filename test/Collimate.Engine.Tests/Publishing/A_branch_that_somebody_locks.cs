using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_branch_that_somebody_locks : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_branch_that_somebody_locks()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("other", "own", ("other", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Moves_when_the_lock_is_gone_at_the_second_try()
    {
        // arrange: a git that is refused takes somebody's lock along when it ends
        var held = Path.Combine(_repository.GitDirectory, "refs/heads/feature.lock");
        await File.WriteAllTextAsync(held, "somebody's", TestContext.Current.CancellationToken);
        var alignment = new Alignment(_repository).WithGit(
            $"case $1 in\nupdate-ref) git \"$@\" || {{ code=$?; rm -f '{held}'; exit $code; }} ;;\n*) exec git \"$@\" ;;\nesac");

        // act
        var run = await alignment.RunAsync("feature", "other");

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal("1\n", _repository.Show("feature", "newer"));
        Assert.True(_repository.Exists("backup-feature-pre-align"));
    }

    [Fact]
    public async Task Stays_as_long_as_it_is_locked_and_the_lock_is_named()
    {
        var held = Path.Combine(_repository.GitDirectory, "refs/heads/feature.lock");
        await File.WriteAllTextAsync(held, "somebody's", TestContext.Current.CancellationToken);
        var old = _repository.Tip("feature");

        var run = await new Alignment(_repository).Orchestrator.RunAsync(
            _repository.Path, [Input.Branch("feature"), Input.Branch("other")], cancellationToken: TestContext.Current.CancellationToken);

        var result = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal(["reference_refused"], result.ErrorsDetected);
        Assert.Contains(held, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(old, _repository.Tip("feature"));
        Assert.True(File.Exists(held));
        Assert.Equal("1\n", _repository.Show("other", "newer"));
    }
}
