using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_git_that_is_killed_while_it_moves_a_branch : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_git_that_is_killed_while_it_moves_a_branch()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("other", "own", ("other", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("prepared")]
    [InlineData("committed")]
    public async Task Is_asked_again_and_leaves_no_lock(string when)
    {
        var old = _repository.Tip("feature");
        KillGit($"test \"$1\" = {when} && grep --quiet refs/heads/feature && mkdir {_repository.Beside("once")}");

        var run = await new Alignment(_repository).RunAsync("feature", "other");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(old, _repository.Tip("backup-feature-pre-align"));
        Assert.Equal("1\n", _repository.Show("feature", "newer"));
        Assert.Empty(Locks());
    }

    [Fact]
    public async Task Costs_only_that_branch_when_it_is_killed_every_time()
    {
        var old = _repository.Tip("feature");
        KillGit("test \"$1\" = prepared && grep --quiet refs/heads/feature");

        var run = await new Alignment(_repository).RunAsync("feature", "other");

        var result = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal(["reference_refused"], result.ErrorsDetected);
        Assert.Equal("git was killed while it moved branch 'feature'", result.ErrorMessage);
        Assert.Equal(old, _repository.Tip("feature"));
        Assert.Equal("1\n", _repository.Show("other", "newer"));
    }

    // The parent of a hook is the git that runs it, with all its locks.
    private void KillGit(string condition) => _repository.WriteHook("reference-transaction", $"if {condition}; then kill -KILL $PPID; fi");

    private string[] Locks() => Directory.GetFiles(_repository.GitDirectory, "*.lock", SearchOption.AllDirectories);
}
