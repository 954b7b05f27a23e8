using System.Globalization;
using Collimate.Git.Repository;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Repository;

public sealed class A_pause_of_garbage_collection : IDisposable
{
    private const int NoProcess = int.MaxValue; // more than Linux ever gives

    private static readonly string Host = File.ReadAllText("/proc/sys/kernel/hostname").Trim();

    private readonly TestRepository _repository = TestRepository.Create();

    private string PidFile => Path.Combine(_repository.GitDirectory, "gc.pid");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Sends_gc_away_until_it_is_over()
    {
        using (await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1)))
        {
            var (exitCode, _, error) = _repository.Run(["gc", "--prune=now", "--quiet"], []);

            Assert.Equal(128, exitCode);
            Assert.Contains("gc is already running", error, StringComparison.Ordinal);
        }

        _repository.Git("gc", "--prune=now", "--quiet");
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task Sends_nobody_away_when_its_process_was_killed()
    {
        await BeginAsync(NoProcess, TimeSpan.FromMinutes(1));

        _repository.Git("gc", "--prune=now", "--quiet");
    }

    [Fact]
    public async Task Follows_one_whose_process_was_killed_at_any_moment()
    {
        // arrange
        await File.WriteAllTextAsync(PidFile, NameOf(NoProcess), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(PidFile + ".lock", NameOf(NoProcess), TestContext.Current.CancellationToken);

        // act
        using var pause = await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1));

        // assert
        Assert.Equal(NameOf(Environment.ProcessId), await File.ReadAllTextAsync(PidFile, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(PidFile + ".lock"));
    }

    [Fact]
    public async Task Waits_for_a_gc_that_is_at_work()
    {
        // arrange
        await File.WriteAllTextAsync(PidFile, NameOf(Environment.ProcessId), TestContext.Current.CancellationToken);

        // act
        var beginning = BeginAsync(Environment.ProcessId + 1, TimeSpan.FromMinutes(1));
        var early = beginning.IsCompleted;
        File.Delete(PidFile);
        using var pause = await beginning;

        // assert
        Assert.False(early);
    }

    [Fact]
    public async Task Gives_up_when_a_gc_takes_too_long_and_leaves_it_alone()
    {
        await File.WriteAllTextAsync(PidFile, NameOf(Environment.ProcessId), TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<CollectionRunningException>(() => BeginAsync(Environment.ProcessId + 1, TimeSpan.Zero));

        Assert.Equal(NameOf(Environment.ProcessId), failure.Holder);
        Assert.Equal(failure.Holder, await File.ReadAllTextAsync(PidFile, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(PidFile + ".lock"));
    }

    private static string NameOf(int process) => string.Create(CultureInfo.InvariantCulture, $"{process} {Host}");

    private Task<CollectionPause> BeginAsync(int process, TimeSpan patience) => CollectionPause.BeginAsync(
        _repository.GitDirectory, _repository.GitDirectory + "/hooks", new PauseTerms(process, TimeProvider.System, patience), TestContext.Current.CancellationToken);
}
