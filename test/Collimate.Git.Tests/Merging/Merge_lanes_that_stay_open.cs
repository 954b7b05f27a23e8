using System.Globalization;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Merging;

/// <summary>Lanes over a git that says each answer when it has it.</summary>
public sealed class Merge_lanes_that_stay_open
{
    // Not a line of a file: they start at the same time, and without a buffer a line is written letter by letter.
    private const string Noted = "mkdir \"$FAKE_GIT.start-$$\"; exec \"$REAL\" \"$@\"";

    internal static readonly GitCapabilities AtOnce = new() { AnswersAtOnce = GitCapability.Present };

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
        Assert.True(under.Merges.AnswersAtOnce);
        Assert.InRange(Starts(repository).Length, 2, 1 + lanes); // One more shows at the start that it answers at once.
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

    [Theory]
    [InlineData("exit 7", "git merge-tree ended with 7")]
    [InlineData("echo 'fatal: on fire' >&2; exit 128", "fatal: on fire")]
    [InlineData("printf '9\\0x\\0\\0'", "neither 0 nor 1")]
    [InlineData("echo 'error: Could not read 1' >&2; answer", "error: Could not read 1")]
    public async Task Do_not_believe_a_git_that_misbehaves(string misbehaviour, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        await using var under = await StartAsync(repository, 1, repository.Faked(LineByLine(tips[2], misbehaviour)));
        Task<MergeResult>[] asked = [];

        await under.TogetherAsync(tips[0], () => asked = [under.MergeAsync(tips[1]), under.MergeAsync(tips[2]), under.MergeAsync(tips[4])]);

        Assert.True(under.Merges.AnswersAtOnce);
        Assert.IsType<MergeResult.Clean>(await asked[0]);
        Assert.Contains(reason, Assert.IsType<MergeResult.Failed>(await asked[1]).Reason, StringComparison.Ordinal);
        Assert.IsType<MergeResult.Clean>(await asked[2]);
    }

    [Fact]
    public async Task Charge_each_pair_with_its_own_time_and_time_out_the_one_that_hangs()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        var time = new ManualTime();
        var context = repository.Faked(LineByLine(tips[2], "exec sleep 1000"));
        await using var under = await LanesUnderTest.StartAsync(repository, 1, context, time, AtOnce);
        var (before, guilty, after) = (new WorkBudget(TimeSpan.FromSeconds(30)), new WorkBudget(TimeSpan.FromSeconds(10)), new WorkBudget(TimeSpan.FromSeconds(20)));
        Task<MergeResult>[] asked = [];

        var running = under.TogetherAsync(
            tips[0], () => asked = [under.MergeAsync(tips[1], before), under.MergeAsync(tips[2], guilty), under.MergeAsync(tips[4], after)]);
        Assert.Equal(TimeSpan.FromHours(1), await time.NextTimerAsync()); // the one at the door
        Assert.Equal(TimeSpan.FromSeconds(30), await time.NextTimerAsync());
        Assert.Equal(TimeSpan.FromSeconds(10), await time.NextTimerAsync());
        time.Advance(TimeSpan.FromSeconds(10));
        await running.InTimeAsync();

        Assert.IsType<MergeResult.Clean>(await asked[0]);
        Assert.IsType<MergeResult.TimedOut>(await asked[1]);
        Assert.IsType<MergeResult.Clean>(await asked[2]);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.Zero), (before.Used, guilty.Used, after.Used));
    }

    [Theory]
    [InlineData("input=$(cat); printf '%s\\n' \"$input\" | \"$REAL\" \"$@\"")]
    [InlineData("[ -n \"$_STDBUF_O\" ] && exec sleep 1000; exec \"$REAL\" \"$@\"")]
    public async Task Give_each_batch_a_process_where_git_collects_its_answers(string script)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 4);
        await using var under = await StartAsync(repository, 1, repository.Faked(script));

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.False(under.Merges.AnswersAtOnce);
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

        Assert.False(under.Merges.AnswersAtOnce);
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

    [Fact]
    public async Task Give_nobody_an_answer_that_was_not_asked_for()
    {
        // arrange: the answer to one question has another one behind it
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        var surplus = $"(answer; printf '%s\\0' 1 {repository.Id("main^{tree}")} '') >\"$FAKE_GIT.both\"; cat \"$FAKE_GIT.both\"";
        await using var under = await StartAsync(repository, 1, repository.Faked(LineByLine(tips[1], surplus)));

        // act
        var last = await under.MergeAsync(tips[1]);
        var next = await under.MergeAsync(tips[0]);

        // assert
        Assert.True(under.Merges.AnswersAtOnce);
        Assert.Equal([Merge_lanes.Alone(repository, tips[1]), Merge_lanes.Alone(repository, tips[0])], [Merge_lanes.Describe(last), Merge_lanes.Describe(next)]);
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

    private static Task<LanesUnderTest> StartAsync(OpenRepository repository, int lanes, GitContext context) =>
        LanesUnderTest.StartAsync(repository, lanes, context, TimeProvider.System, AtOnce);

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
