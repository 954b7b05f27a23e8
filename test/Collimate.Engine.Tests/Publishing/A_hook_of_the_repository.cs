using Collimate.Engine.Publishing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_hook_of_the_repository : IDisposable
{
    private const string Veto = "if grep --quiet refs/heads/feature; then echo 'not\tthis one' >&2; exit 1; fi; exit 0";

    private readonly TestRepository _repository = TestRepository.Create();

    public A_hook_of_the_repository()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("other", "own", ("own", "2\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task May_refuse_a_branch_without_stopping_the_others()
    {
        _repository.WriteHook("reference-transaction", Veto);
        var before = _repository.Tip("feature");

        var result = await FeatureAsync(HookPolicy.Run);

        Assert.Equal((BranchStatus.FailedIntegration, "hook_refused"), (result.Status, Assert.Single(result.ErrorsDetected)));
        Assert.StartsWith("A hook refused to move branch 'feature': ", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Does_not_run_when_hooks_are_skipped()
    {
        _repository.WriteHook("reference-transaction", Veto);

        Assert.Equal(BranchStatus.Completed, (await FeatureAsync(HookPolicy.Skip)).Status);
    }

    [Fact]
    public async Task Runs_where_the_configuration_says_it_is()
    {
        var folder = _repository.Beside("hooks");
        _repository.Git("config", "core.hooksPath", folder);
        _repository.WriteHook("reference-transaction", Veto, folder);

        Assert.Equal(["hook_refused"], (await FeatureAsync(HookPolicy.Run)).ErrorsDetected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/.githooks")]
    public async Task Does_not_run_when_it_lies_where_a_branch_could_bring_it_along(string folder)
    {
        var hooks = _repository.Path + folder;
        _repository.WriteHook("reference-transaction", Veto, hooks);
        _repository.Git("config", "core.hooksPath", hooks);

        Assert.Equal(BranchStatus.Completed, (await FeatureAsync(HookPolicy.Run)).Status);
    }

    [Fact]
    public async Task Does_not_run_when_it_lies_in_a_linked_worktree()
    {
        var linked = _repository.Beside("linked");
        _repository.Git("worktree", "add", "--quiet", "--detach", linked);
        _repository.WriteHook("reference-transaction", Veto, linked);
        _repository.Git("config", "core.hooksPath", linked);

        Assert.Equal(BranchStatus.Completed, (await FeatureAsync(HookPolicy.Run)).Status);
    }

    [Fact]
    public async Task Runs_in_a_repository_without_a_worktree()
    {
        using var bare = TestRepository.Create("--bare");
        bare.Commit("feature", "own", ("own", "1\n"));
        bare.Commit("main", "newer", ("newer", "1\n"));
        bare.WriteHook("reference-transaction", Veto);

        var run = await new Alignment(bare).RunAsync("feature");

        Assert.Equal(["hook_refused"], Assert.Single(run.Branches).ErrorsDetected);
    }

    private async Task<BranchResult> FeatureAsync(HookPolicy policy)
    {
        var options = new AlignmentOptions { Publish = new PublishOptions { Hooks = policy } };
        var run = await new Alignment(_repository) { Options = options }.RunAsync("feature", "other");
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "other").Status);
        return run.Branches.Single(branch => branch.BranchName == "feature");
    }
}
