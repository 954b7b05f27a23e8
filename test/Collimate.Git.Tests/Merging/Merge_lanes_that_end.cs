using Collimate.Git.Merging;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

public sealed class Merge_lanes_that_end
{
    [Fact]
    public async Task Cancel_what_runs_and_what_waits()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        var context = repository.Faked(Merge_lanes_and_time.HangOn(tips[0]));
        var under = await LanesUnderTest.StartAsync(repository, 1, context, TimeProvider.System);
        var running = under.MergeAsync(tips[0]);
        await Patience.UntilAsync(() => context.Git.Live.Count == 1);
        var waiting = under.MergeAsync(tips[1]);

        await under.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((0, 4), (context.Git.Live.Count, context.Git.Slots.CurrentCount));
    }

    [Fact]
    public async Task Give_back_the_room_for_what_never_started()
    {
        using var repository = await OpenRepository.CreateAsync();
        var memory = new MemoryLimit(1, repository.Git.Live);
        using var quarantine = Collimate.Git.Repository.Quarantine.Create(repository.Repository, "q");
        var lanes = new MergeLanes(new MergeLaneOptions(1, memory, TimeProvider.System));
        var merges = await SandboxMerges.StartAsync(
            lanes, new SandboxMergeOptions(quarantine.Context, GitCapabilities.None), repository.Id("main"), OpenRepository.Stop);
        for (var i = 0; i < 4; i++)
        {
            await repository.Git.Slots.WaitAsync(OpenRepository.Stop);
        }

        var waiting = merges.MergeAsync(new MergePair(repository.Id("main"), repository.Id("main")), new WorkBudget(TimeSpan.FromHours(1)), OpenRepository.Stop);
        await Patience.UntilAsync(() => memory.PeakBytes > 0);
        await lanes.DisposeAsync().AsTask().InTimeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTimeAsync());
        await memory.WaitForRoomAsync(OpenRepository.Stop).InTimeAsync();
    }

    [Fact]
    public async Task Take_no_more_requests()
    {
        using var repository = await OpenRepository.CreateAsync();
        var under = await LanesUnderTest.StartAsync(repository, 2);
        await under.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => under.MergeAsync(repository.Id("main")));
    }

    [Fact]
    public async Task Skip_a_request_that_was_cancelled_while_it_waited()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        using var cancel = new CancellationTokenSource();
        var main = repository.Id("main");
        var skipped = Task.FromResult<MergeResult>(new MergeResult.TimedOut());
        var budget = new WorkBudget(TimeSpan.FromHours(1));

        await under.TogetherAsync(tips[0], () =>
        {
            skipped = under.Merges.MergeAsync(new MergePair(main, tips[1]), budget, cancel.Token);
            cancel.Cancel();
            return [];
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => skipped.InTimeAsync());
        Assert.Equal(TimeSpan.Zero, budget.Used);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => under.Merges.MergeAsync(new MergePair(main, tips[1]), budget, cancel.Token));
    }
}
