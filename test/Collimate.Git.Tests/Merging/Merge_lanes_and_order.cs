using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

/// <summary>A git that notes what it is asked tells in which order the lanes take what waits.</summary>
public sealed class Merge_lanes_and_order
{
    [Fact]
    public async Task Begin_with_the_branch_that_stands_first_and_not_with_the_one_that_came_first()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 5);
        await using var under = await StartAsync(repository);

        await under.TogetherAsync(tips[0], () => [Ask(under, tips[4], 3), Ask(under, tips[1], 1), Ask(under, tips[3], 2), Ask(under, tips[2], 1)]);

        Assert.Equal(tips, Asked(repository, tips));
    }

    [Fact]
    public async Task Let_none_wait_for_all_that_have_a_longer_way_to_go()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 42);
        await using var under = await StartAsync(repository);

        // act
        await under.TogetherAsync(tips[0], () => [.. Enumerable.Range(2, 40).Select(number => Ask(under, tips[number], number, -number)), Ask(under, tips[1], 1, 0)]);

        // assert: one that belongs to the lanes themselves comes before all
        Assert.Equal(tips[1], Asked(repository, tips)[1]);
    }

    [Fact]
    public async Task Keep_the_branch_that_stands_first_waiting_for_the_few_that_git_was_asked_for_already()
    {
        // arrange: twenty branches wait, and git does not answer the first of them before another one has come that stands before all
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 22);
        await using var under = await StartAsync(repository, $"case $line in *{tips[1]}*) {OpenRepository.WaitAtTheDoor} ;; esac");
        var running = under.TogetherAsync(tips[0], () => [.. Enumerable.Range(1, 20).Select(place => Ask(under, tips[place], place))]);
        await repository.UntilSomebodyWaitsAsync();

        // act
        var late = Ask(under, tips[21], 0);
        await repository.OpenDoorAsync();
        await running.InTimeAsync();
        await late;

        // assert: sixteen are asked for at once
        Assert.Equal([.. tips[..17], tips[21], .. tips[17..21]], Asked(repository, tips));
    }

    private static Task<LanesUnderTest> StartAsync(OpenRepository repository, string before = ":")
    {
        var noting = $"while read -r line; do echo \"$line\" >>\"$FAKE_GIT.asked\"; {before}; echo \"$line\" | \"$REAL\" \"$@\"; done";
        return LanesUnderTest.StartAsync(repository, 1, repository.Faked(noting), TimeProvider.System, Merge_lanes_that_stay_open.Open);
    }

    private static Task<MergeResult> Ask(LanesUnderTest under, ObjectId tip, int number) => Ask(under, tip, number, number);

    private static Task<MergeResult> Ask(LanesUnderTest under, ObjectId tip, int number, int place) =>
        under.MergeAsync(tip, new WorkBudget(TimeSpan.FromHours(1)) { Number = number, Place = place });

    private static ObjectId[] Asked(OpenRepository repository, ObjectId[] tips) =>
        [.. File.ReadAllLines(Path.Combine(repository.Home, "fake-0.sh.asked")).SelectMany(line => tips.Where(tip => line.EndsWith(tip.ToString(), StringComparison.Ordinal)))];
}
