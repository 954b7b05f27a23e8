using Collimate.Engine.Categorizing;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Planning;

public sealed class The_order_of_a_plan
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Puts_the_documented_targets_first_and_the_others_by_name()
    {
        var plan = await PlanAsync(
            new AlignmentOptions(),
            Branch("a", "zebra"), Branch("b", "orchestration-tools"), Branch("c", "Alpha"), Branch("d", "main"), Branch("e", "scientific"), Branch("f", "alpha"));

        Assert.Equal(["main", "scientific", "orchestration-tools", "Alpha", "alpha", "zebra"], plan.Groups.Select(group => group.Target));
    }

    [Fact]
    public async Task Follows_the_configured_order_of_targets()
    {
        var plan = await PlanAsync(
            new AlignmentOptions { Targets = ["zebra", "scientific"] },
            Branch("a", "main"), Branch("b", "scientific"), Branch("c", "zebra"), Branch("d", "alpha"));

        Assert.Equal(["zebra", "scientific", "alpha", "main"], plan.Groups.Select(group => group.Target));
    }

    [Fact]
    public async Task Has_no_group_for_a_configured_target_without_branches()
    {
        var plan = await PlanAsync(new AlignmentOptions(), Branch("a", "scientific"));

        Assert.Equal(["scientific"], plan.Groups.Select(group => group.Target));
    }

    [Fact]
    public async Task Takes_the_surest_branch_of_a_group_first_and_equals_by_name()
    {
        var plan = await PlanAsync(
            new AlignmentOptions(),
            Branch("unsure"), Branch("b", confidence: 0.5), Branch("Zoo", confidence: 0.5), Branch("a", confidence: 0.5), Branch("sure", confidence: 0.9));

        Assert.Equal(["sure", "Zoo", "a", "b", "unsure"], plan.Branches.Select(branch => branch.Branch));
    }

    [Fact]
    public async Task Puts_branches_that_must_run_alone_after_all_others_of_their_group()
    {
        var plan = await PlanAsync(
            new AlignmentOptions(),
            Sequential("alone-2", 0.9), Branch("b", confidence: 0.1), Sequential("alone-1", 1), Branch("a", confidence: 0.2), Branch("c", "other"));

        Assert.Equal(
            ["a:Parallel", "b:Parallel", "alone-1:Sequential", "alone-2:Sequential", "c:Parallel"],
            plan.Branches.Select(branch => $"{branch.Branch}:{branch.Scheduling}"));
    }

    [Fact]
    public async Task Numbers_the_branches_of_all_groups_from_one()
    {
        var plan = await PlanAsync(new AlignmentOptions(), Branch("b", "other"), Branch("a"), Branch("c"));

        Assert.Equal(["1 a", "2 c", "3 b"], plan.Branches.Select(branch => $"{branch.Number} {branch.Branch}"));
    }

    [Fact]
    public async Task Does_not_depend_on_the_order_of_the_input()
    {
        CategorizedBranch[] branches = [Branch("b", "x"), Sequential("s"), Branch("a", confidence: 0.4), Branch("c", "x", 0.7), Branch("d")];

        var forwards = await PlanAsync(new AlignmentOptions(), branches);
        var backwards = await PlanAsync(new AlignmentOptions(), [.. branches.Reverse()]);

        Assert.Equal(forwards.Branches, backwards.Branches);
    }

    [Fact]
    public async Task Is_empty_without_branches() => Assert.Empty((await PlanAsync(new AlignmentOptions())).Groups);

    private static async Task<RunPlan> PlanAsync(AlignmentOptions options, params CategorizedBranch[] branches)
    {
        using var repository = TestRepository.Create();
        return await new Alignment(repository) { Options = options }.Orchestrator.PlanAsync(repository.Path, branches, Ct);
    }
}
