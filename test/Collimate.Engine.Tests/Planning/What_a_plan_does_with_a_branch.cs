using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Planning;

public sealed class What_a_plan_does_with_a_branch : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_nothing_when_it_has_the_newest_commit_of_its_target()
    {
        _repository.Commit("ahead", "own", ("own", "1\n"));
        _repository.Branch("equal", "main");

        Assert.IsType<PlannedAction.AlreadyAligned>((await PlanAsync("ahead")).Action);
        Assert.IsType<PlannedAction.AlreadyAligned>((await PlanAsync("equal")).Action);
    }

    [Fact]
    public async Task Is_nothing_when_it_has_merged_its_target()
    {
        // arrange
        new History(_repository)
            .Commit("feature", "own", FileChange.File("own", "1\n"))
            .Commit("main", "newer", FileChange.File("newer", "1\n"))
            .Merge("feature", "main", FileChange.File("newer", "1\n"))
            .Import();

        // assert
        Assert.IsType<PlannedAction.AlreadyAligned>((await PlanAsync("feature")).Action);
    }

    [Fact]
    public async Task Is_a_move_forward_when_it_has_no_commits_of_its_own()
    {
        _repository.Branch("behind", "main");
        _repository.Commit("main", "newer", ("newer", "1\n"));

        Assert.IsType<PlannedAction.FastForward>((await PlanAsync("behind")).Action);
    }

    [Fact]
    public async Task Is_a_replay_of_its_own_commits_with_the_oldest_first()
    {
        // arrange
        var first = _repository.Commit("feature", "one", ("own", "1\n"));
        var second = _repository.Commit("feature", "two", ("own", "2\n"));
        var target = _repository.Commit("main", "newer", ("newer", "1\n"));

        // act
        var plan = await PlanAsync("feature");

        // assert
        Assert.Equal([first, second], Assert.IsType<PlannedAction.Replay>(plan.Action).Commits.Select(commit => commit.ToString()));
        Assert.Equal((second, target), (plan.Tips!.Old.ToString(), plan.Tips.Target.ToString()));
    }

    [Fact]
    public async Task Is_a_merge_when_it_has_merges_of_its_own()
    {
        // arrange
        new History(_repository)
            .Commit("side", "side", FileChange.File("side", "1\n"))
            .Commit("feature", "own", FileChange.File("own", "1\n"))
            .Merge("feature", "side", FileChange.File("side", "1\n"))
            .Commit("main", "newer", FileChange.File("newer", "1\n"))
            .Import();

        // assert
        Assert.IsType<PlannedAction.Merge>((await PlanAsync("feature")).Action);
    }

    [Fact]
    public async Task Is_a_merge_when_merging_is_the_configured_strategy()
    {
        _repository.Commit("feature", "one", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));

        Assert.IsType<PlannedAction.Merge>((await PlanAsync("feature", IntegrationStrategy.Merge)).Action);
    }

    [Fact]
    public async Task Happens_once_when_it_is_listed_twice_with_the_same_target()
    {
        _repository.Commit("feature", "one", ("own", "1\n"));

        var run = await new Alignment(_repository).RunAsync([Branch("feature"), Branch("feature", confidence: 0.3)], CancellationToken.None);

        Assert.Equal(["feature"], run.Branches.Select(branch => branch.BranchName));
    }

    [Fact]
    public async Task Stops_everything_when_it_is_listed_with_two_targets()
    {
        // arrange
        _repository.Branch("other", "main");
        _repository.Branch("feature", "main");
        var before = RepositoryState.Of(_repository);

        // act
        var refused = await Assert.ThrowsAsync<ContradictoryTargetsException>(
            () => new Alignment(_repository).RunAsync([Branch("feature"), Branch("feature", "oth\u202eer")], CancellationToken.None));

        // assert
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Equal(@"Branch 'feature' is assigned to several targets: main, oth\u202Eer", refused.Message);
        Assert.Equal("feature", refused.Branch);
        Assert.Equal(["main", "oth\u202eer"], refused.Targets);
        Assert.Equal(before.References, RepositoryState.Of(_repository).References);
    }

    [Fact]
    public async Task Is_only_said_and_not_done_by_a_plan()
    {
        // arrange
        _repository.Commit("feature", "one", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        var before = RepositoryState.Of(_repository);

        // act
        await PlanAsync("feature");

        // assert
        Assert.Equal(before.References, RepositoryState.Of(_repository).References);
        Assert.False(Directory.Exists(Path.Combine(_repository.GitDirectory, "collimate")));
    }

    private async Task<BranchPlan> PlanAsync(string branch, IntegrationStrategy strategy = IntegrationStrategy.Rebase)
    {
        var options = new AlignmentOptions { Integration = new IntegrationOptions { Strategy = strategy } };
        var plan = await new Alignment(_repository) { Options = options }.Orchestrator.PlanAsync(
            _repository.Path, [Branch(branch)], TestContext.Current.CancellationToken);
        return Assert.Single(plan.Branches);
    }
}
