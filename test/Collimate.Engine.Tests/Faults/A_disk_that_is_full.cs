using Collimate.Engine.Orchestrating;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Faults;

public sealed class A_disk_that_is_full : IDisposable
{
    private const int Size = 4 << 20;
    private const int Branches = 40;

    private static readonly string[] Names = Input.Names("topic", Branches);

    private readonly TestRepository _repository = TestRepository.Create();
    private readonly Dictionary<string, string> _old;

    public A_disk_that_is_full()
    {
        var history = new History(_repository);
        foreach (var name in Names)
        {
            history.Commit(name, "own", FileChange.File($"own/{name}", name));
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();
        _old = Names.ToDictionary(name => name, _repository.Tip, StringComparer.Ordinal);
        Directory.CreateDirectory(Path.Combine(_repository.GitDirectory, "collimate"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Before_anything_moves_leaves_every_branch_where_it_was()
    {
        // arrange
        using var disk = Mount("objects");
        disk.Fill();

        // act
        var failed = await Assert.ThrowsAsync<StorageFailedException>(() => RunAsync(new AlignmentModules()));

        // assert
        Assert.Equal(ExitCode.StorageFailed, failed.ExitCode);
        Assert.Contains("No space left on device", failed.Message, StringComparison.Ordinal);
        Assert.All(Names, name => Assert.Equal(_old[name], _repository.Tip(name)));
        await IsAlignedAgainAsync(disk);
    }

    [Fact]
    public async Task Under_the_journal_stops_before_a_branch_moves()
    {
        // arrange
        using var disk = Mount("collimate");

        // act
        var failed = await Assert.ThrowsAsync<StorageFailedException>(() => RunAsync(WhenDocumented(() => disk.Fill())));

        // assert
        Assert.Contains("No space left on device", failed.Message, StringComparison.Ordinal);
        Assert.All(Names, name => Assert.Equal(_old[name], _repository.Tip(name)));
        await IsAlignedAgainAsync(disk);
    }

    [Theory]
    [InlineData("", typeof(StorageFailedException))]
    [InlineData("refs", null)]
    public async Task In_the_middle_leaves_each_branch_before_or_after_and_what_is_open_to_recovery(string part, Type? stop)
    {
        // arrange: it is full when the fifth branch has moved
        using var disk = Mount(part);
        _repository.WriteHook("reference-transaction", $"grep --quiet refs/heads/topic-05 && test $1 = committed && cat /dev/zero > '{disk.Filler}' 2>/dev/null\nexit 0");

        // act
        var failure = await Record.ExceptionAsync(() => RunAsync(new AlignmentModules()));

        // assert
        Assert.Equal(stop, failure?.GetType());
        Assert.Equal(Names[..5], Names.Where(name => _old[name] != _repository.Tip(name)));
        Assert.All(Names[..5], name => Assert.Equal(["own", "newer", "first"], _repository.Subjects(name)));
        File.Delete(Path.Combine(_repository.GitDirectory, "hooks/reference-transaction"));
        await IsAlignedAgainAsync(disk);
    }

    private MountedDisk Mount(string part)
    {
        var disk = MountedDisk.Over(Path.Combine(_repository.GitDirectory, part).TrimEnd('/'), Size);
        Assert.SkipWhen(disk is null, "mounting is refused here");
        return disk!;
    }

    private Task<RunResult> RunAsync(AlignmentModules modules) =>
        new Alignment(_repository) { Modules = modules }.Orchestrator.RunAsync(
            _repository.Path, [.. Names.Select(name => Input.Branch(name))], modules, TestContext.Current.CancellationToken);

    private static AlignmentModules WhenDocumented(Action act)
    {
        var done = 0;
        return new AlignmentModules
        {
            Documenter = new FakeDocumenter((_, _) =>
            {
                if (Interlocked.Exchange(ref done, 1) == 0)
                {
                    act();
                }

                return Task.FromResult("");
            }),
        };
    }

    /// <summary>With room, the next run does the rest, by recovery where the failed one had announced it.</summary>
    private async Task IsAlignedAgainAsync(MountedDisk disk)
    {
        disk.Empty();

        var run = await RunAsync(new AlignmentModules());

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
    }
}
