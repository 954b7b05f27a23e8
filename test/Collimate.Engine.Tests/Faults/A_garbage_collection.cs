using Collimate.Engine.Journaling;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Faults;

public sealed class A_garbage_collection : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string _pidFile;
    private readonly string _holder = $"{Environment.ProcessId} {File.ReadAllText("/proc/sys/kernel/hostname").Trim()}";
    private readonly List<string> _waiting = [];

    public A_garbage_collection()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        _pidFile = Path.Combine(_repository.GitDirectory, "gc.pid");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_waited_for_which_is_said_once()
    {
        // arrange: one that ends as soon as it is waited for
        _repository.WriteGitFile("gc.pid", _holder);

        // act
        var run = await RunAsync(TimeProvider.System, () => File.Delete(_pidFile));

        // assert
        Assert.Equal([$"git gc, process {_holder}"], _waiting);
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task That_does_not_end_makes_the_repository_busy()
    {
        // arrange
        _repository.WriteGitFile("gc.pid", _holder);
        var time = new FakeTime();

        // act
        var busy = await Assert.ThrowsAsync<RepositoryBusyException>(() => RunAsync(time, () => time.Advance(TimeSpan.FromMinutes(3))));

        // assert
        Assert.Equal(ExitCode.Busy, busy.ExitCode);
        Assert.Equal($"The repository is held by git gc, process {_holder} ('{_pidFile}')", busy.Message);
        Assert.Equal("Nothing was done. Wait until git gc has ended and run again; where none is at work any more, remove that file.", busy.Hint);
        Assert.Single(_waiting);
    }

    [Fact]
    public async Task That_cannot_be_kept_away_is_warned_of()
    {
        // arrange: no hard link leads from one file system to another
        var other = _repository.Path.StartsWith("/dev/shm/", StringComparison.Ordinal) ? AppContext.BaseDirectory : "/dev/shm";
        var elsewhere = Directory.CreateDirectory(Path.Combine(other, Path.GetFileName(Path.GetDirectoryName(_repository.Path))!));
        Directory.CreateSymbolicLink(Path.Combine(_repository.GitDirectory, "collimate"), elsewhere.FullName);
        try
        {
            // act
            var run = await RunAsync(TimeProvider.System, () => { });

            // assert
            Assert.Equal(ExitCode.AllAligned, run.ExitCode);
            Assert.StartsWith("git gc was not kept away", Assert.Single(run.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    private Task<RunResult> RunAsync(TimeProvider time, Action onWaiting)
    {
        var host = new Alignment(_repository).Host with
        {
            Time = time,
            Waiting = holder =>
            {
                _waiting.Add(holder);
                onWaiting();
            },
        };
        return new BranchAlignmentOrchestrator(new AlignmentOptions(), host)
            .RunAsync(_repository.Path, [Input.Branch("feature")], FakeModules.Fast with { Integration = null }, TestContext.Current.CancellationToken);
    }
}
