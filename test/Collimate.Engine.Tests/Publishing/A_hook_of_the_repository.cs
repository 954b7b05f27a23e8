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

    [Fact]
    public async Task Is_found_from_the_top_of_the_working_tree_and_named_when_it_does_not_run()
    {
        _repository.Git("config", "core.hooksPath", ".githooks");
        _repository.WriteHook("reference-transaction", Veto, Path.Combine(_repository.Path, ".githooks"));

        var run = await new Alignment(_repository).RunAsync("feature");

        Assert.Equal(1, run.Successful);
        Assert.EndsWith("is inside a working tree and did not run", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_run_when_a_link_leads_to_content_of_a_branch()
    {
        var content = Path.Combine(_repository.Path, "tracked-hooks");
        _repository.WriteHook("reference-transaction", Veto, content);
        var hooks = Path.Combine(_repository.GitDirectory, "hooks");
        Directory.Delete(hooks, recursive: true);
        Directory.CreateSymbolicLink(hooks, content);

        Assert.Equal(BranchStatus.Completed, (await FeatureAsync(HookPolicy.Run)).Status);
    }

    [Theory]
    [InlineData("the hook is a link to a link")]
    [InlineData("the folder is a link to a link")]
    [InlineData("a folder above is a link")]
    [InlineData("only the folder is content")]
    public async Task Does_not_run_where_a_branch_has_a_hand_in_it_because(string how)
    {
        // arrange
        var content = Path.Combine(_repository.Path, "tracked/hooks");
        _repository.WriteHook("reference-transaction", Veto, content);
        var hook = Path.Combine(content, "reference-transaction");
        var folder = _repository.Beside("folder");
        var middle = _repository.Beside("middle");
        switch (how)
        {
            case "the hook is a link to a link":
                Directory.CreateDirectory(folder);
                File.CreateSymbolicLink(middle, hook);
                File.CreateSymbolicLink(Path.Combine(folder, "reference-transaction"), middle);
                break;
            case "the folder is a link to a link":
                Directory.CreateSymbolicLink(middle, content);
                Directory.CreateSymbolicLink(folder, middle);
                break;
            case "a folder above is a link":
                Directory.CreateSymbolicLink(middle, Path.Combine(_repository.Path, "tracked"));
                folder = Path.Combine(middle, "hooks");
                break;
            default:
                File.Move(hook, middle);
                File.CreateSymbolicLink(hook, middle);
                folder = content;
                break;
        }

        _repository.Git("config", "core.hooksPath", folder);

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal(1, run.Successful);
        Assert.EndsWith("is inside a working tree and did not run", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_hold_up_the_run_with_a_program_that_it_leaves_behind()
    {
        // arrange: the program inherits the stderr of git, which would otherwise be read to its end
        var process = _repository.Beside("left-behind");
        _repository.WriteHook("reference-transaction", $"if grep --quiet refs/heads/feature; then sleep 1000 & echo $! >> {process}; exit 1; fi");

        // act
        var result = await FeatureAsync(HookPolicy.Run).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(["hook_refused"], result.ErrorsDetected);
        foreach (var id in await File.ReadAllLinesAsync(process, TestContext.Current.CancellationToken))
        {
            System.Diagnostics.Process.GetProcessById(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).Kill();
        }
    }

    [Fact]
    public async Task That_refuses_every_branch_opens_the_circuit_breaker_where_it_says()
    {
        // arrange
        string[] branches = [.. Enumerable.Range(1, 12).Select(i => $"b{i:00}")];
        foreach (var branch in branches)
        {
            _repository.Commit(branch, "own", (branch, "1\n"));
        }

        _repository.Commit("main", "still newer", ("newer", "2\n"));
        _repository.WriteHook("reference-transaction", "! grep --quiet refs/heads/");

        // act
        var run = await new Alignment(_repository).RunAsync(branches);

        // assert
        Assert.Equal(5, run.Branches.Count());
        Assert.Equal(branches[5..], run.Groups.Single().NotAttempted);
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
