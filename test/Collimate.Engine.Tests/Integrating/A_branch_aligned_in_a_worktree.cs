using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

/// <summary>What only the integration in worktrees does. What both do stands in <see cref="Both_integrations"/>.</summary>
public sealed class A_branch_aligned_in_a_worktree : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    private static AlignmentOptions Options { get; } = new()
    {
        Integration = new IntegrationOptions { Method = IntegrationMethod.Worktree },
        Publish = new PublishOptions { Hooks = HookPolicy.Skip },
    };

    private string Canary => _repository.Beside("canary");

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(IntegrationStrategy.Rebase)]
    [InlineData(IntegrationStrategy.Merge)]
    public async Task Is_merged_by_the_driver_that_the_configuration_names(IntegrationStrategy strategy)
    {
        // arrange
        _repository.Git("config", "merge.joined.driver", "cat %A %B >joined && mv joined %A");
        _repository.Commit("main", "attributes", (".gitattributes", "file merge=joined\n"), ("file", "1\n"));
        _repository.Commit("feature", "own", ("file", "mine\n"));
        _repository.Commit("main", "newer", ("file", "theirs\n"));

        // act
        var run = await RunAsync(new IntegrationOptions { Method = IntegrationMethod.Worktree, Strategy = strategy });

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(strategy == IntegrationStrategy.Rebase ? "theirs\nmine\n" : "mine\ntheirs\n", _repository.Show("feature", "file"));
    }

    [Fact]
    public async Task Is_checked_out_through_the_filters_of_the_configuration()
    {
        // arrange
        Diverge();
        _repository.Git("config", "filter.seen.smudge", $"tee -a '{Canary}'");
        _repository.WriteGitFile("info/attributes", "own filter=seen\n");

        // act
        await RunAsync(Options.Integration);

        // assert
        Assert.Contains("mine\n", await File.ReadAllTextAsync(Canary, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_left_alone_when_a_hook_refuses_it()
    {
        // arrange
        Diverge();
        _repository.WriteHook("pre-rebase", "echo 'not on a Friday' >&2; exit 1");

        // act
        var result = Assert.Single((await RunAsync(Options.Integration)).Branches);

        // assert
        Assert.Equal(["merge_failed"], result.ErrorsDetected);
        Assert.Contains("not on a Friday", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_shown_to_the_hook_that_hears_of_rewritten_commits()
    {
        // arrange: and that reads a file beside it
        Diverge();
        _repository.WriteHook("beside", "cat >>\"$1\"");
        _repository.WriteHook("post-rewrite", $"exec \"${{0%/*}}/beside\" '{Canary}'");
        var own = _repository.Tip("feature");

        // act
        await RunAsync(Options.Integration);

        // assert
        Assert.StartsWith(own, await File.ReadAllTextAsync(Canary, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_shown_to_the_hook_that_watches_references()
    {
        Diverge();
        _repository.WriteHook("reference-transaction", $"touch '{Canary}'");

        var run = await RunAsync(Options.Integration);

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.False(File.Exists(Canary));
    }

    [Fact]
    public async Task Is_not_shown_to_hooks_that_a_branch_could_bring_along()
    {
        // arrange
        Diverge();
        _repository.Git("config", "core.hooksPath", "hooks");
        _repository.Commit("feature", "a hook", ("hooks/post-checkout", $"#!/bin/sh\ntouch '{Canary}'\n"));
        _repository.WriteHook("post-checkout", $"touch '{Canary}'", Path.Combine(_repository.Path, "hooks"));

        // act
        var run = await RunAsync(Options.Integration);

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.False(File.Exists(Canary));
    }

    [Fact]
    public async Task Leaves_no_trace_in_the_repository_while_it_is_worked_on()
    {
        // arrange: a hook looks around in the repository itself
        Diverge();
        var before = _repository.Git("worktree", "list", "--porcelain") + _repository.Git("for-each-ref");
        _repository.WriteHook(
            "post-checkout",
            $"unset $(git rev-parse --local-env-vars); cd '{_repository.Path}'; (git worktree list --porcelain; git for-each-ref) >'{Canary}'");

        // act
        await new Alignment(_repository)
        {
            Modules = new AlignmentModules { Integration = new WorktreeIntegration() },
            Options = new AlignmentOptions { Orchestration = new OrchestrationOptions { EnableBackupBranches = false } },
        }.RunAsync("feature");

        // assert
        Assert.Equal(before, await File.ReadAllTextAsync(Canary, CancellationToken.None));
    }

    [Fact]
    public async Task Is_worked_on_by_processes_that_are_known_as_those_of_the_run()
    {
        // arrange
        Diverge();
        _repository.WriteHook("pre-rebase", $"printf %s \"$COLLIMATE_RUN\" >'{Canary}'");

        // act
        var run = await RunAsync(Options.Integration);

        // assert
        Assert.Equal(run.Run, await File.ReadAllTextAsync(Canary, CancellationToken.None));
    }

    private void Diverge()
    {
        _repository.Commit("feature", "own", ("own", "mine\n"));
        _repository.Commit("main", "newer", ("newer", "theirs\n"));
    }

    private Task<RunResult> RunAsync(IntegrationOptions integration) =>
        new Alignment(_repository) { Options = Options with { Integration = integration } }.RunAsync("feature");
}
