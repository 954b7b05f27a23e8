using Collimate.Git.Merging;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

/// <summary>Lanes over an open git that says something wrong.</summary>
public sealed class Merge_lanes_that_are_not_believed
{
    [Theory]
    [InlineData("exit 7", "git merge-tree ended with 7")]
    [InlineData("echo 'fatal: on fire' >&2; exit 128", "fatal: on fire")]
    [InlineData("printf '9\\0x\\0\\0'", "neither 0 nor 1")]
    [InlineData("echo 'error: Could not read 1' >&2; answer", "error: Could not read 1")]
    public async Task Do_not_believe_a_git_that_misbehaves(string misbehaviour, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        await using var under = await Merge_lanes_that_stay_open.StartAsync(repository, 1, repository.Faked(Merge_lanes_that_stay_open.LineByLine(tips[2], misbehaviour)));
        Task<MergeResult>[] asked = [];

        await under.TogetherAsync(tips[0], () => asked = [under.MergeAsync(tips[1]), under.MergeAsync(tips[2]), under.MergeAsync(tips[4])]);

        Assert.True(under.Merges.StaysOpen);
        Assert.IsType<MergeResult.Clean>(await asked[0]);
        Assert.Contains(reason, Assert.IsType<MergeResult.Failed>(await asked[1]).Reason, StringComparison.Ordinal);
        Assert.IsType<MergeResult.Clean>(await asked[2]);
    }

    [Theory]
    [InlineData("surplus; answer")]
    [InlineData("answer; surplus")]
    [InlineData("surplus; printf '%s' torn")]
    public async Task Give_nobody_an_answer_that_belongs_to_another_question(string misbehaviour)
    {
        // arrange: there is one answer more than there are questions
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        var surplus = misbehaviour.Replace("surplus", $"printf '%s\\0' 1 {repository.Id("main^{tree}")} ''", StringComparison.Ordinal);
        await using var under = await Merge_lanes_that_stay_open.StartAsync(repository, 1, repository.Faked(Merge_lanes_that_stay_open.LineByLine(tips[1], $"if {Merge_lanes_that_stay_open.IsOpen}; then {surplus}; else answer; fi")));
        Task<MergeResult>[] asked = [];

        // act
        await under.TogetherAsync(tips[0], () => asked = [.. tips.Select(under.MergeAsync)]);
        var next = await under.MergeAsync(tips[0]);

        // assert
        Assert.True(under.Merges.StaysOpen);
        Assert.Equal(tips.Select(tip => Merge_lanes.Alone(repository, tip)), asked.Select(task => Merge_lanes.Describe(task.Result)));
        Assert.Equal(Merge_lanes.Alone(repository, tips[0]), Merge_lanes.Describe(next));
    }

    [Fact]
    public async Task Give_up_an_open_process_that_is_wrong_again_and_again_where_one_that_ends_is_not()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 6);
        await using var under = await Merge_lanes_that_stay_open.StartAsync(repository, 1, repository.Faked(Merge_lanes_that_stay_open.LineByLine(tips[1], $"if {Merge_lanes_that_stay_open.IsOpen}; then echo nonsense; else answer; fi")));

        for (var i = 0; i < 3; i++)
        {
            Assert.True(under.Merges.StaysOpen);
            Assert.IsType<MergeResult.Clean>(await under.MergeAsync(tips[1]));
        }

        Assert.False(under.Merges.StaysOpen);
        Assert.IsType<MergeResult.Clean>(await under.MergeAsync(tips[1]));
    }

    [Fact]
    public async Task Merge_without_one_where_there_is_no_room_for_complaints()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Merge_lanes.Branches(repository, 4);
        await using var under = await Merge_lanes_that_stay_open.StartAsync(repository, 1, repository.Context);
        var options = under.Merges.Options with { Context = under.Merges.Options.Context with { QuarantineDirectory = Path.Combine(repository.Home, "gone") } };

        Assert.Null(await MergeTreeChild.StartAsync(options, MergeEndMark.Write(under.Quarantine.Context, tips[0]), OpenRepository.Stop));
        Assert.IsType<MergeResult.Clean>(await under.MergeAsync(tips[1]));
    }
}
