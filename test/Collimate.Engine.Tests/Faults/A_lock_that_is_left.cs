using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Faults;

public sealed class A_lock_that_is_left : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_lock_that_is_left()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Where_we_write_nothing_is_nothing_to_us()
    {
        // arrange
        string[] locks = ["HEAD.lock", "index.lock", "config.lock", "shallow.lock", "packed-refs.lock"];
        foreach (var name in locks)
        {
            _repository.WriteGitFile(name, "somebody's");
        }

        // act: the proof of the kit would take them for ours
        var run = await RunAsync(new AlignmentOptions());

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["own"], _repository.Subjects("main..feature"));
        Assert.All(locks, name => Assert.Equal("somebody's", File.ReadAllText(Path.Combine(_repository.GitDirectory, name))));
    }

    [Fact]
    public async Task Of_the_packed_references_keeps_visible_backups_and_no_branch()
    {
        // arrange
        var old = _repository.Tip("feature");
        _repository.WriteGitFile("packed-refs.lock", "");

        // act
        var run = await RunAsync(new AlignmentOptions { Orchestration = new OrchestrationOptions { AutoCleanupBackups = true } });

        // assert
        var result = Assert.Single(run.Branches);
        Assert.Equal((BranchStatus.Completed, "backup-feature-pre-align"), (result.Status, result.VisibleBackup));
        Assert.Equal(old, _repository.Tip("backup-feature-pre-align"));
        Assert.Equal(result.NewTip.ToString(), _repository.Tip("feature"));
    }

    private Task<RunResult> RunAsync(AlignmentOptions options) => new BranchAlignmentOrchestrator(options, new Alignment(_repository).Host)
        .RunAsync(_repository.Path, [Input.Branch("feature")], FakeModules.Fast with { Integration = null }, TestContext.Current.CancellationToken);
}
