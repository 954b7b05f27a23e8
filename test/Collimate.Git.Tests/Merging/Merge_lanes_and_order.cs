using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

/// <summary>The lanes start a clock when a merge begins; how long it runs tells which one that is.</summary>
public sealed class Merge_lanes_and_order
{
    [Fact]
    public async Task Begin_with_the_branch_that_stands_first_and_not_with_the_one_that_came_first()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 1);
        var time = new ManualTime();
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Context, time, Merge_lanes_that_stay_open.AtOnce);

        await under.TogetherAsync(tips[0], () => [Ask(30, place: 3), Ask(10, place: 1), Ask(20, place: 2), Ask(11, place: 1)]);

        var seconds = await SecondsOfNextAsync(time, 5);
        Assert.Equal([3600, 10, 11, 20, 30], seconds);

        Task Ask(int seconds, int place) => under.MergeAsync(tips[0], new WorkBudget(TimeSpan.FromSeconds(seconds)) { Number = place, Place = place });
    }

    [Fact]
    public async Task Let_none_wait_for_all_that_have_a_longer_way_to_go()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        var time = new ManualTime();
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Context, time, Merge_lanes_that_stay_open.AtOnce);

        // act
        await under.TogetherAsync(tips[0], () => [.. Enumerable.Range(2, 40).Select(number => Ask(seconds: 3600, number, place: -number)), Ask(seconds: 10, number: 1, place: 0)]);

        // assert: one that belongs to the lanes themselves comes before all
        var seconds = await SecondsOfNextAsync(time, 42);
        Assert.Equal(10, seconds[1]);

        Task<MergeResult> Ask(int seconds, int number, int place) =>
            under.MergeAsync(tips[1], new WorkBudget(TimeSpan.FromSeconds(seconds)) { Number = number, Place = place });
    }

    [Fact]
    public async Task Keep_the_branch_that_stands_first_waiting_for_the_few_that_git_was_asked_for_already()
    {
        // arrange: twenty branches wait, and the first of them hangs
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 3);
        var time = new ManualTime();
        var context = repository.Faked(Merge_lanes_that_stay_open.LineByLine(tips[2], "exec sleep 1000"));
        await using var under = await LanesUnderTest.StartAsync(repository, 1, context, time, Merge_lanes_that_stay_open.AtOnce);
        var running = under.TogetherAsync(
            tips[0], () => [Ask(tips[2], seconds: 10, place: 1), .. Enumerable.Range(2, 19).Select(place => Ask(tips[1], 3600, place))]);
        var begun = await SecondsOfNextAsync(time, 2);

        // act
        var late = Ask(tips[1], seconds: 7200, place: 0);
        time.Advance(TimeSpan.FromSeconds(10));
        await running.InTimeAsync();
        await late;

        // assert: sixteen are asked for at once
        var next = await SecondsOfNextAsync(time, 20);
        Assert.Equal([3600, 10], begun);
        Assert.Equal([.. Enumerable.Repeat(3600, 15), 7200, .. Enumerable.Repeat(3600, 4)], next);

        Task<MergeResult> Ask(ObjectId tip, int seconds, int place) =>
            under.MergeAsync(tip, new WorkBudget(TimeSpan.FromSeconds(seconds)) { Number = place, Place = place });
    }

    private static async Task<int[]> SecondsOfNextAsync(ManualTime time, int count)
    {
        var seconds = new int[count];
        for (var i = 0; i < count; i++)
        {
            seconds[i] = (int)(await time.NextTimerAsync()).TotalSeconds;
        }

        return seconds;
    }
}
