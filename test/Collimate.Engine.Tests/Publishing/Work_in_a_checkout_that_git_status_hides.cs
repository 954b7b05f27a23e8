using Collimate.Engine.Publishing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

/// <summary>With <c>--include-checked-out</c>: what is not committed survives, although the worktree looks clean.</summary>
public sealed class Work_in_a_checkout_that_git_status_hides : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string _linked;

    public Work_in_a_checkout_that_git_status_hides()
    {
        _linked = _repository.Beside("linked");
        _repository.Git("worktree", "add", "--quiet", "-b", "feature", _linked, "main");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_kept_in_a_file_that_is_assumed_to_be_unchanged()
    {
        // arrange: git-read-tree looks at the file all the same
        Diverge("README");
        var changed = Path.Combine(_linked, "README");
        _repository.Git("-C", _linked, "update-index", "--assume-unchanged", "README");
        await File.WriteAllTextAsync(changed, "mine\n", Stop);

        await StaysAsync(OutcomeCodes.WorktreeMoveFailed);

        Assert.Equal("mine\n", await File.ReadAllTextAsync(changed, Stop));
    }

    [Fact]
    public async Task Is_kept_in_a_submodule_whose_place_a_file_takes()
    {
        // arrange: git-reset would remove the whole directory
        var submodule = Path.Combine(_linked, "module");
        _repository.Git("clone", "--quiet", _repository.Path, submodule);
        _repository.Git("-C", _linked, "-c", "advice.addEmbeddedRepo=false", "add", "module");
        _repository.Git("-C", _linked, "commit", "--quiet", "--message", "a submodule");
        _repository.Git("update-ref", "refs/heads/main", "refs/heads/feature");
        Diverge("module");
        await File.WriteAllTextAsync(Path.Combine(submodule, "notes"), "mine\n", Stop);

        await StaysAsync(OutcomeCodes.WorktreeDirty);

        Assert.Equal("mine\n", await File.ReadAllTextAsync(Path.Combine(submodule, "notes"), Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private void Diverge(string path)
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Git("-C", _linked, "reset", "--quiet", "--hard");
        _repository.Commit("main", "newer", (path, "newer\n"));
        _repository.Git("reset", "--quiet", "--hard");
    }

    private async Task StaysAsync(OutcomeCode code)
    {
        var tip = _repository.Tip("feature");

        var run = await new Alignment(_repository) { Options = new() { CheckedOut = CheckedOutBranches.Include } }.RunAsync("feature");

        Assert.Equal([code.Name], Assert.Single(run.Branches).ErrorsDetected);
        Assert.Equal(tip, _repository.Tip("feature"));
    }
}
