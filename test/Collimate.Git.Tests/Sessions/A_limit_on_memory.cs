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
        await using var process = GitProcess.Start(repository.Context, ["cat-file", "--batch"]);
        var alone = LiveProcesses.ResidentBytes("self");

        Assert.True(alone > 0);
        Assert.True(repository.Git.Live.ResidentBytes() > 0);
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
}
