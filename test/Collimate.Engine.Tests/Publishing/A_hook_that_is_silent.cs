using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.RollingBack;
using Collimate.Git.Merging;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

/// <summary>Git waits for its hook, and we for git; here for one second instead of two minutes.</summary>
public sealed class A_hook_that_is_silent : IDisposable
{
    private static readonly string[] Branches = Input.Names("topic", 4);

    private readonly TestRepository _repository = TestRepository.Create();

    public A_hook_that_is_silent()
    {
        foreach (var branch in Branches)
        {
            _repository.Commit(branch, "own", (branch, "1\n"));
        }

        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Fails_its_branch_and_no_other()
    {
        var before = _repository.Tip(Branches[1]);
        _repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet heads/{Branches[1]}; then exec sleep 1000; fi");

        var run = await RunAsync(CancellationToken.None);

        var silent = run.Branches.Single(branch => branch.Status != BranchStatus.Completed);
        Assert.Equal(["hook_timeout"], silent.ErrorsDetected);
        Assert.Equal($"git was silent for 1 s while it moved branch '{Branches[1]}'; a hook may hang", silent.ErrorMessage);
        Assert.Equal(before, _repository.Tip(Branches[1]));
        Assert.Empty(Directory.EnumerateFiles(_repository.GitDirectory, "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Leaves_no_lock_when_it_has_stopped_the_git_that_should_end()
    {
        _repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet heads/{Branches[1]}; then kill -STOP $PPID; exec sleep 1000; fi");

        var run = await RunAsync(CancellationToken.None);

        Assert.Equal(["hook_timeout"], run.Branches.Single(branch => branch.Status != BranchStatus.Completed).ErrorsDetected);
        Assert.Empty(Directory.EnumerateFiles(_repository.GitDirectory, "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Keeps_nobody_from_interrupting_the_run()
    {
        // arrange: the signal comes when the hook of the first branch has begun
        var begun = _repository.Beside("begun");
        _repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet refs/heads; then touch '{begun}'; exec sleep 1000; fi");
        using var signal = new CancellationTokenSource();

        // act
        var running = RunAsync(signal.Token);
        while (!File.Exists(begun) && !running.IsCompleted)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await signal.CancelAsync();
        var run = await running;

        // assert
        Assert.Equal((RunEnd.Interrupted, ExitCode.Interrupted), (run.End, run.ExitCode));
        Assert.All(run.Branches, branch => Assert.Equal(["hook_timeout"], branch.ErrorsDetected));
        Assert.Equal(Branches[run.Branches.Count()..], Assert.Single(run.Groups).NotAttempted);
        Assert.NotEmpty(run.Groups[0].NotAttempted);
    }

    private async Task<RunResult> RunAsync(CancellationToken signal)
    {
        var host = new Alignment(_repository).Host;
        var options = new AlignmentOptions();
        using var git = Preflight.FindGit(host, options.Orchestration);
        var repository = await Preflight.DiscoverAsync(git, _repository.Path, CancellationToken.None);
        repository = repository with { Context = repository.Context with { StallLimit = TimeSpan.FromSeconds(1) } };
        var answers = await Preflight.AskAsync(repository, CancellationToken.None);
        var identity = RunIdentity.New(host);
        using var held = HeldRepository.Take(repository, identity);
        var run = new AlignmentRun(new AlignmentRunParts(host, options, new AlignmentModules())
        {
            Git = git,
            Repository = repository,
            Capabilities = answers.Capabilities,
            Committer = answers.Committer,
            SignsCommits = answers.SignsCommits,
            Identity = identity,
            Folder = held.CreateFolder(identity.Id),
        });
        return await run.RunAsync([.. Branches.Select(branch => Input.Branch(branch))], signal);
    }
}
