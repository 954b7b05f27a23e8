using System.Globalization;
using System.Runtime.InteropServices;
using Collimate.Git.Repository;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Repository;

public sealed partial class A_pause_of_garbage_collection : IDisposable
{
    private const int NoProcess = int.MaxValue; // more than Linux ever gives

    private static readonly string Host = File.ReadAllText("/proc/sys/kernel/hostname").Trim();

    private readonly TestRepository _repository = TestRepository.Create();

    private string PidFile => Path.Combine(_repository.GitDirectory, "gc.pid");

    private string Guard => PidFile + ".lock";

    private string Draft => Path.Combine(_repository.GitDirectory, "hooks", "gc.pid");

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

    // In a container the next run may have the same number and, or, another name of the machine.
    [Theory]
    [InlineData("")]
    [InlineData("elsewhere")]
    public async Task Takes_over_what_a_killed_run_left_whoever_has_its_number_now(string host)
    {
        // arrange
        await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1));
        var left = await File.ReadAllTextAsync(PidFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(PidFile, left.Replace(Host, host + Host, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        // act
        using (await BeginAsync(Environment.ProcessId, TimeSpan.Zero))
        {
            // assert
            Assert.Equal(left, await File.ReadAllTextAsync(PidFile, TestContext.Current.CancellationToken));
        }

        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task Follows_one_that_was_killed_while_it_held_the_guard()
    {
        // arrange
        await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1));
        File.Move(PidFile, Guard);

        // act
        using var pause = await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1));

        // assert
        Assert.False(File.Exists(Guard));
    }

    [Fact]
    public async Task Follows_one_that_was_killed_before_its_draft_was_removed()
    {
        // arrange: both names are of one file
        await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1));
        Assert.Equal(0, Link(PidFile, Draft));

        // act
        (await BeginAsync(Environment.ProcessId, TimeSpan.Zero)).Dispose();

        // assert
        Assert.All([PidFile, Guard, Draft], file => Assert.False(File.Exists(file)));
    }

    [Fact]
    public async Task Follows_a_gc_that_was_killed()
    {
        await File.WriteAllTextAsync(PidFile, NameOf(NoProcess), TestContext.Current.CancellationToken);

        using var pause = await BeginAsync(Environment.ProcessId, TimeSpan.Zero);

        Assert.StartsWith(NameOf(Environment.ProcessId), await File.ReadAllTextAsync(PidFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 elsewhere")]
    public async Task Removes_the_guard_that_a_killed_gc_left(string content)
    {
        // arrange
        await File.WriteAllTextAsync(Guard, content, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(Guard, (TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(30)).UtcDateTime);

        // act
        using (await BeginAsync(Environment.ProcessId, TimeSpan.FromMinutes(1)))
        {
            // assert
            Assert.False(File.Exists(Guard));
        }
    }

    [Fact]
    public async Task Leaves_the_guard_to_a_gc_that_has_just_taken_it()
    {
        await File.WriteAllTextAsync(Guard, "", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<CollectionRunningException>(() => BeginAsync(Environment.ProcessId, TimeSpan.Zero));

        Assert.True(File.Exists(Guard));
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
        Assert.False(File.Exists(Guard));
    }

    private static string NameOf(int process) => string.Create(CultureInfo.InvariantCulture, $"{process} {Host}");

    private Task<CollectionPause> BeginAsync(int process, TimeSpan patience) => CollectionPause.BeginAsync(
        _repository.GitDirectory, _repository.GitDirectory + "/hooks", new PauseTerms(process, TimeProvider.System, patience), TestContext.Current.CancellationToken);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string created);
}
