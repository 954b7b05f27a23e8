using System.Globalization;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Merging;

/// <summary>Lanes over a git that answers while it stays open.</summary>
public sealed class Merge_lanes_that_stay_open
{
    // Not a line of a file: they start at the same time, and without a buffer a line is written letter by letter.
    private const string Noted = "mkdir \"$FAKE_GIT.start-$$\"; exec \"$REAL\" \"$@\"";

    // Only an open git has a file for its complaints.
    internal const string IsOpen = "[ -f /proc/$$/fd/2 ]";

    internal static readonly GitCapabilities Open = new() { StaysOpen = GitCapability.Present };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Merge_as_git_does_one_by_one(int lanes)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 80);
        var context = repository.Faked(Noted);
        await using var under = await StartAsync(repository, lanes, context);

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.Equal(tips.Select(tip => Merge_lanes.Alone(repository, tip)), results.Select(Merge_lanes.Describe));
        Assert.True(under.Merges.StaysOpen);
        Assert.InRange(Starts(repository).Length, 2, 1 + lanes); // One more shows at the start that it can.
    }

    [Theory]
    [InlineData("unrelated history")]
    [InlineData("missing tree")]
    [InlineData("missing blob")]
    [InlineData("missing commit")]
    public async Task Fail_the_guilty_pair_alone(string guilt)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 4);
        var guilty = Merge_lanes.Guilty(repository, guilt);
        var expected = tips.Select(tip => Merge_lanes.Alone(repository, tip)).ToArray();
        await using var under = await StartAsync(repository, 1, repository.Context);
        Task<MergeResult>[] asked = [];

        await under.TogetherAsync(tips[0], () => asked = [.. tips.Append(guilty).Concat(tips).Select(under.MergeAsync)]);

        var results = asked.Select(task => task.Result).ToArray();
        Assert.NotEmpty(Assert.IsType<MergeResult.Failed>(results[4]).Reason);
        Assert.Equal([.. expected, .. expected], results.Where((_, i) => i != 4).Select(Merge_lanes.Describe));
    }

    [Fact]
    public async Task Charge_each_pair_with_its_share_and_time_out_the_one_that_hangs()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        var time = new ManualTime();
        var context = repository.Faked(LineByLine(tips[2], "exec sleep 1000"));
        await using var under = await LanesUnderTest.StartAsync(repository, 1, context, time, Open);
        var (before, guilty, after) = (new WorkBudget(TimeSpan.FromSeconds(30)), new WorkBudget(TimeSpan.FromSeconds(12)), new WorkBudget(TimeSpan.FromSeconds(20)));
        Task<MergeResult>[] asked = [];

        var running = under.TogetherAsync(
            tips[0], () => asked = [under.MergeAsync(tips[1], before), under.MergeAsync(tips[2], guilty), under.MergeAsync(tips[4], after)]);
        Assert.Equal(TimeSpan.FromHours(1), await time.NextTimerAsync()); // the one at the door
        Assert.Equal(TimeSpan.FromSeconds(12), await time.NextTimerAsync()); // the batch: as long as its smallest allowance
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(TimeSpan.FromSeconds(26), await time.NextTimerAsync()); // each alone, with what its share of the batch left
        Assert.Equal(TimeSpan.FromSeconds(8), await time.NextTimerAsync());
        time.Advance(TimeSpan.FromSeconds(8));
        await running.InTimeAsync();

        Assert.IsType<MergeResult.Clean>(await asked[0]);
        Assert.IsType<MergeResult.TimedOut>(await asked[1]);
        Assert.IsType<MergeResult.Clean>(await asked[2]);
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(4)), (before.Used, guilty.Used, after.Used));
    }

    [Theory]
    [InlineData("input=$(cat); printf '%s\\n' \"$input\" | \"$REAL\" \"$@\"")]
    [InlineData($"{IsOpen} && exec sleep 1000; exec \"$REAL\" \"$@\"")]
    public async Task Give_each_batch_a_process_where_git_collects_its_answers(string script)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 4);
        await using var under = await StartAsync(repository, 1, repository.Faked(script));

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.False(under.Merges.StaysOpen);
        Assert.Equal(tips.Select(tip => Merge_lanes.Alone(repository, tip)), results.Select(Merge_lanes.Describe));
    }

    [Fact]
    public async Task Give_each_batch_a_process_where_git_always_complains()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 4);
        await File.WriteAllTextAsync(Path.Combine(LanesUnderTest.WorkingDirectory(repository), ".gitattributes"), "!f text\n", OpenRepository.Stop);
        await using var under = await StartAsync(repository, 1, repository.Context);

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.False(under.Merges.StaysOpen);
        Assert.NotEmpty(under.Merges.StandingErrors);
        Assert.Equal(tips.Select(tip => Merge_lanes.Alone(repository, tip)), results.Select(Merge_lanes.Describe));
    }

    [Fact]
    public async Task Go_on_when_the_open_process_was_killed_while_it_waited()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 4);
        var context = repository.Faked(Noted);
        await using var under = await StartAsync(repository, 1, context);
        await under.MergeAsync(tips[1]);
        ProcessTree.Signal(Starts(repository)[^1], ProcessTree.KillAtOnce);

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.Equal(tips.Select(tip => Merge_lanes.Alone(repository, tip)), results.Select(Merge_lanes.Describe));
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task End_each_batch_with_a_merge_that_git_answers_as_expected(string format)
    {
        using var repository = await OpenRepository.CreateAsync($"--object-format={format}");
        await using var under = await StartAsync(repository, 1, repository.Context);
        var mark = MergeEndMark.Write(under.Quarantine.Context, repository.Id("main"));

        var git = await GitProcess.RunAsync(under.Quarantine.Context, under.Merges.Options.Command, MergeTreeInput.Of([mark.Question]), OpenRepository.Stop);

        Assert.Equal([.. mark.AnswerStart, .. mark.AnswerRest], git.Output);
        Assert.Equal($"1\0{repository.Id("main^{tree}")}\0\0".Length, mark.AnswerStart.Length + 1);
    }

    [Fact]
    public async Task Ask_for_slow_merges_in_small_questions()
    {
        // arrange: the first merge takes four seconds
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        var time = new ManualTime();
        var context = repository.Faked(LineByLine(tips[1], $"{OpenRepository.WaitAtTheDoor}; answer"));
        await using var under = await LanesUnderTest.StartAsync(repository, 1, context, time, Open);
        Assert.Equal(16, under.Merges.MostAtOnce);

        // act
        var slow = under.MergeAsync(tips[1]);
        await repository.UntilSomebodyWaitsAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        await repository.OpenDoorAsync();
        await slow;

        // assert
        Assert.Equal(1, under.Merges.MostAtOnce);
        await under.MergeAsync(tips[0]);
        Assert.Equal(16, under.Merges.MostAtOnce);
    }

    [Fact]
    public async Task Replace_a_process_that_holds_too_much()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 70);
        var context = repository.Faked(Noted, memoryBytes: 1);
        await using var under = await StartAsync(repository, 1, context);

        await Task.WhenAll(tips.Select(under.MergeAsync));
        await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.InRange(Starts(repository).Length, 3, 4);
    }

    [Fact]
    public async Task Take_a_process_for_each_sandbox()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 2);
        await using var under = await StartAsync(repository, 1, repository.Context);
        var other = Directory.CreateDirectory(Path.Combine(repository.Home, "other")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, ".gitattributes"), "f merge=union\n", OpenRepository.Stop);
        var options = under.Merges.Options with { Context = under.Merges.Options.Context with { WorkingDirectory = other } };
        var union = await SandboxMerges.StartAsync(under.Lanes, options, repository.Id("main"), OpenRepository.Stop);
        var pair = new MergePair(repository.Id("main"), tips[0]);

        for (var i = 0; i < 2; i++)
        {
            Assert.IsType<MergeResult.Conflicted>(await under.MergeAsync(tips[0]));
            Assert.IsType<MergeResult.Clean>(await union.MergeAsync(pair, new WorkBudget(TimeSpan.FromHours(1)), OpenRepository.Stop).InTimeAsync());
        }
    }

    [Fact]
    public async Task End_their_process_with_the_lanes()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        var context = repository.Faked(LineByLine(tips[2], "exec sleep 1000"));
        var under = await StartAsync(repository, 1, context);
        Assert.IsType<MergeResult.Clean>(await under.MergeAsync(tips[1]));
        var running = under.MergeAsync(tips[2]);
        await Patience.UntilAsync(() => context.Git.Slots.CurrentCount < 4);

        await under.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal((0, 4), (context.Git.Live.Count, context.Git.Slots.CurrentCount));
    }

    internal static Task<LanesUnderTest> StartAsync(OpenRepository repository, int lanes, GitContext context) =>
        LanesUnderTest.StartAsync(repository, lanes, context, TimeProvider.System, Open);

    /// <summary>The numbers of all processes that were started.</summary>
    private static int[] Starts(OpenRepository repository) =>
        [.. new DirectoryInfo(repository.Home).EnumerateDirectories("fake-0.sh.start-*").OrderBy(start => start.CreationTimeUtc)
            .Select(start => int.Parse(start.Name.Split('-')[^1], CultureInfo.InvariantCulture))];

    /// <summary>Answers each question at once, and does something else about the guilty one.</summary>
    internal static string LineByLine(ObjectId guilty, string misbehaviour) =>
        $$"""
        while read -r line; do
            answer() { printf '%s\n' "$line" | "$REAL" "$@"; }
            case $line in
            *{{guilty}}*) {{misbehaviour.Replace("answer", "answer \"$@\"", StringComparison.Ordinal)}} ;;
            *) answer "$@" ;;
            esac
        done
        """;
}
