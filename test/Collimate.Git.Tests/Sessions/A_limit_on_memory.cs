using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_limit_on_memory
{
    private static CancellationToken Stop => OpenRepository.Stop;

    [Fact]
    public async Task Lets_the_last_one_start_however_low_it_is()
    {
        var limit = new MemoryLimit(1, new LiveProcesses());

        await limit.WaitForRoomAsync(Stop).InTimeAsync();
        limit.WorkEnded();
        await limit.WaitForRoomAsync(Stop).InTimeAsync();

        Assert.True(limit.PeakBytes > 1);
    }

    [Fact]
    public async Task Starts_nothing_else_above_it_until_something_has_ended()
    {
        var limit = new MemoryLimit(1, new LiveProcesses());
        await limit.WaitForRoomAsync(Stop);

        var second = limit.WaitForRoomAsync(Stop);
        var third = limit.WaitForRoomAsync(Stop);
        Assert.False(second.IsCompleted || third.IsCompleted);
        limit.WorkEnded();

        var admitted = await Task.WhenAny(second, third).InTimeAsync();
        Assert.False((admitted == second ? third : second).IsCompleted);
        limit.WorkEnded();
        await Task.WhenAll(second, third).InTimeAsync();
    }

    [Fact]
    public async Task Holds_nobody_back_below_it()
    {
        var limit = new MemoryLimit(long.MaxValue, new LiveProcesses());

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => limit.WaitForRoomAsync(Stop))).InTimeAsync();
    }

    [Fact]
    public async Task Counts_the_children()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var process = await GitProcess.StartAsync(repository.Context, ["cat-file", "--batch"], Stop);
        var alone = ProcessMemory.OfThisProcess().HeldBytes;

        Assert.True(alone > 0);
        Assert.True(repository.Git.Live.HeldBytes() > 0);
    }

    [Fact]
    public async Task Counts_what_many_children_map_only_once()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        await using var first = new ObjectReadSession(repository.Context);
        await first.ReadAsync([repository.Id("main")], Stop);
        var one = repository.Git.Live.HeldBytes();

        // act
        await using var second = new ObjectReadSession(repository.Context);
        await second.ReadAsync([repository.Id("main")], Stop);
        var together = repository.Git.Live.HeldBytes();

        // assert: the program and its libraries are most of what an idle git has
        Assert.InRange(together, one, one * 3 / 2);
    }

    [Fact]
    public async Task Collects_our_garbage_before_it_holds_anybody_back()
    {
        // arrange: too much only because of what nobody uses any more
        const long Garbage = 256 << 20;
        MemoryLimit limit;
        long used;
        do
        {
            Litter(Garbage);
            used = ProcessMemory.OfThisProcess().HeldBytes;
            limit = new MemoryLimit((used - (Garbage / 2)) * 5 / 4, new LiveProcesses());
            await limit.WaitForRoomAsync(Stop);
        }
        while (limit.PeakBytes < used); // Another test had it collected in this moment.

        // act
        var second = limit.WaitForRoomAsync(Stop);

        // assert
        await second.InTimeAsync();
    }

    [Fact]
    public async Task Can_be_waited_for_no_longer()
    {
        var limit = new MemoryLimit(1, new LiveProcesses());
        using var cancel = new CancellationTokenSource();
        await limit.WaitForRoomAsync(Stop);

        var waiting = limit.WaitForRoomAsync(cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTimeAsync());
        limit.WorkEnded();
        await limit.WaitForRoomAsync(Stop).InTimeAsync();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Litter(long bytes) => Array.Fill(GC.AllocateUninitializedArray<byte>((int)bytes), (byte)1);
}
