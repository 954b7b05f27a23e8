using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

public sealed class Merge_lanes_and_time
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Kill_a_hanging_git_at_the_allowance_and_go_on_with_the_others()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 3);
        var time = new ManualTime();
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Faked(HangOn(tips[2])), time);
        var guilty = new WorkBudget(TenSeconds);
        var innocent = new WorkBudget(TimeSpan.FromSeconds(30));
        Task<MergeResult>[] asked = [];

        var running = under.TogetherAsync(tips[0], () => asked = [under.MergeAsync(tips[2], guilty), under.MergeAsync(tips[1], innocent)]);
        Assert.Equal(TimeSpan.FromHours(1), await time.NextTimerAsync()); // the one at the door
        Assert.Equal(TenSeconds, await time.NextTimerAsync()); // the batch: as long as its smallest allowance
        time.Advance(TenSeconds);
        Assert.Equal(TenSeconds / 2, await time.NextTimerAsync()); // the guilty one alone, with what its share of the batch left
        time.Advance(TenSeconds / 2);
        await running.InTimeAsync();

        Assert.IsType<MergeResult.TimedOut>(await asked[0]);
        Assert.IsType<MergeResult.Clean>(await asked[1]);
        Assert.Equal((TenSeconds, TenSeconds / 2), (guilty.Used, innocent.Used));
    }

    [Fact]
    public async Task Do_not_even_start_for_a_branch_without_budget()
    {
        using var repository = await OpenRepository.CreateAsync();
        var time = new ManualTime();
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Context, time);
        var spent = new WorkBudget(TenSeconds);
        spent.Charge(TenSeconds);

        Assert.IsType<MergeResult.TimedOut>(await under.MergeAsync(repository.Id("main"), spent));
        Assert.IsType<MergeResult.TimedOut>(await under.MergeAsync(repository.Id("main"), new WorkBudget(TimeSpan.Zero)));
        Assert.Equal(0, under.Memory.PeakBytes);
    }

    [Fact]
    public async Task Give_up_a_pair_whose_budget_the_batch_used_up()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 3);
        var time = new ManualTime();
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Faked(HangOn(tips[2])), time);
        var shared = new WorkBudget(TenSeconds);
        Task<MergeResult>[] asked = [];

        var running = under.TogetherAsync(tips[0], () => asked = [under.MergeAsync(tips[2], shared), under.MergeAsync(tips[1], shared)]);
        await time.NextTimerAsync();
        await time.NextTimerAsync();
        time.Advance(TenSeconds);
        await running.InTimeAsync();

        Assert.All(asked, task => Assert.IsType<MergeResult.TimedOut>(task.Result));
    }

    [Fact]
    public async Task Do_not_charge_waiting()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        var time = new ManualTime();
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Context, time);
        var budget = new WorkBudget(TenSeconds);

        await under.TogetherAsync(tips[0], () =>
        {
            var asked = under.MergeAsync(tips[1], budget);
            time.Advance(TimeSpan.FromHours(5));
            return [asked];
        });

        Assert.Equal(TimeSpan.Zero, budget.Used);
    }

    [Fact]
    public async Task Take_a_budget_without_end()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var under = await LanesUnderTest.StartAsync(repository, 1);

        Assert.IsType<MergeResult.Clean>(await under.MergeAsync(repository.Id("main"), new WorkBudget(TimeSpan.MaxValue)));
    }

    // Two merges of one branch: the first uses up what the second still had when it was taken from the queue.
    [Fact]
    public async Task Time_out_when_the_budget_is_used_up_at_the_door()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        var budget = new WorkBudget(TenSeconds);
        var slots = repository.Git.Slots;
        for (var i = 0; i < 4; i++)
        {
            await slots.WaitAsync(OpenRepository.Stop);
        }

        var asked = under.MergeAsync(tips[1], budget);
        await Patience.UntilAsync(() => under.Memory.PeakBytes > 0);
        budget.Charge(TenSeconds + TenSeconds);
        slots.Release(4);

        Assert.IsType<MergeResult.TimedOut>(await asked);
    }

    [Theory]
    [InlineData("exit 7", "git merge-tree ended with 7")]
    [InlineData("echo 'fatal: on fire' >&2; exit 128", "fatal: on fire")]
    [InlineData("printf '%s' garbage", "answered 0 merges instead of one")]
    [InlineData("printf '9\\0x\\0\\0'", "neither 0 nor 1")]
    [InlineData("echo \"$input\" | \"$REAL\" \"$@\"; echo 'error: Could not read 1' >&2; exit 0", "error: Could not read 1")]
    public async Task Do_not_believe_a_git_that_misbehaves(string misbehaviour, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 3);
        await using var under = await LanesUnderTest.StartAsync(repository, 1, repository.Faked(When(tips[2], misbehaviour)), TimeProvider.System);
        Task<MergeResult>[] asked = [];

        await under.TogetherAsync(tips[0], () => asked = [under.MergeAsync(tips[2]), under.MergeAsync(tips[1])]);

        Assert.Contains(reason, Assert.IsType<MergeResult.Failed>(await asked[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<MergeResult.Clean>(await asked[1]);
    }

    [Fact]
    public async Task Fail_only_the_pair_whose_own_answer_is_too_large()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 30);
        var expected = tips.Select(tip => Merge_lanes.Alone(repository, tip)).ToArray();
        var context = repository.Faked(When(tips[3], "head -c 500 /dev/zero")) with { OutputLimit = 400 };
        await using var under = await LanesUnderTest.StartAsync(repository, 1, context, TimeProvider.System);
        Task<MergeResult>[] asked = [];

        await under.TogetherAsync(tips[0], () => asked = [.. tips.Select(under.MergeAsync)]);

        Assert.Contains("wrote more than 400 bytes", Assert.IsType<MergeResult.Failed>(await asked[3]).Reason, StringComparison.Ordinal);
        Assert.Equal(expected.Where((_, i) => i != 3), asked.Where((_, i) => i != 3).Select(task => Merge_lanes.Describe(task.Result)));
    }

    [Fact]
    public async Task Tell_those_who_wait_that_the_machine_failed_and_go_on()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 3);
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        var sandbox = LanesUnderTest.WorkingDirectory(repository);
        Directory.Delete(sandbox);
        Task<MergeResult>[] asked = [];

        await Assert.ThrowsAnyAsync<GitFailedException>(() => under.TogetherAsync(tips[0], () => asked = [.. tips.Select(under.MergeAsync)]));

        foreach (var task in asked)
        {
            await Assert.ThrowsAnyAsync<GitFailedException>(() => task);
        }

        Directory.CreateDirectory(sandbox);
        Assert.IsType<MergeResult.Clean>(await under.MergeAsync(tips[1]));
    }

    internal static string HangOn(ObjectId guilty) => When(guilty, "exec sleep 1000");

    private static string When(ObjectId guilty, string misbehaviour) =>
        $$"""
        input=$(cat)
        case $input in
        *{{guilty}}*) {{misbehaviour}} ;;
        *) printf '%s\n' "$input" | "$REAL" "$@" ;;
        esac
        """;
}
