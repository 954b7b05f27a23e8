using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class The_circuit_breaker_of_a_group : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Opens_when_both_thresholds_are_reached_and_leaves_the_rest_untried()
    {
        Have(Names("bad", 9));

        var run = await RunAsync(new OrchestrationOptions(), Names("bad", 9));

        var group = Assert.Single(run.Groups);
        Assert.Equal(Names("bad", 5), group.Branches.Select(branch => branch.BranchName));
        Assert.Equal(["bad-06", "bad-07", "bad-08", "bad-09"], group.NotAttempted);
        Assert.Equal("5 of 5 branches failed; the limits are 5 branches and 50 %", group.CircuitOpened);
        Assert.True(run.CircuitBreakerTriggered);
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
    }

    [Fact]
    public async Task Stays_closed_while_less_than_the_percentage_has_failed()
    {
        string[] branches = [.. Names("a-good", 6), .. Names("bad", 5), .. Names("good", 3)];
        Have(branches);

        var run = await RunAsync(new OrchestrationOptions(), branches);

        Assert.Equal(14, run.Branches.Count());
        Assert.False(run.CircuitBreakerTriggered);
    }

    [Fact]
    public async Task Opens_when_exactly_the_percentage_has_failed()
    {
        string[] branches = [.. Names("a-good", 5), .. Names("bad", 5), .. Names("good", 1)];
        Have(branches);

        var run = await RunAsync(new OrchestrationOptions(), branches);

        Assert.Equal(["good-01"], Assert.Single(run.Groups).NotAttempted);
        Assert.Equal(5, run.Successful);
    }

    [Fact]
    public async Task Follows_the_configured_thresholds()
    {
        Have(Names("bad", 4));

        var run = await RunAsync(new OrchestrationOptions { FailureThresholdCount = 2, FailureThresholdPercent = 100 }, Names("bad", 4));

        Assert.Equal("2 of 2 branches failed; the limits are 2 branches and 100 %", Assert.Single(run.Groups).CircuitOpened);
        Assert.Equal(2, run.Failed);
    }

    [Fact]
    public async Task Never_opens_when_it_is_switched_off()
    {
        Have(Names("bad", 8));

        var run = await RunAsync(new OrchestrationOptions { EnableCircuitBreaker = false }, Names("bad", 8));

        Assert.Equal(8, run.Failed);
        Assert.False(run.CircuitBreakerTriggered);
    }

    [Fact]
    public async Task Does_not_count_refused_branches()
    {
        Have(Names("bad", 4));
        string[] branches = [.. Names("absent", 9), .. Names("bad", 4)];

        var run = await RunAsync(new OrchestrationOptions(), branches);

        Assert.Equal(13, run.Failed);
        Assert.False(run.CircuitBreakerTriggered);
    }

    [Fact]
    public async Task Does_not_count_lost_races()
    {
        // arrange: somebody deletes every branch while it is being documented
        Have(Names("gone", 8));
        var alignment = new Alignment(_repository) { Modules = Modules(plan => _repository.Git("update-ref", "-d", $"refs/heads/{plan.Branch}")) };
        alignment.MovedByOthers.UnionWith(Names("gone", 8).Select(name => $"refs/heads/{name}"));

        // act
        var run = await alignment.RunAsync(Names("gone", 8));

        // assert
        Assert.Equal(8, run.Failed);
        Assert.False(run.CircuitBreakerTriggered);
        Assert.Equal(ExitCode.RacesLost, run.ExitCode);
    }

    [Fact]
    public async Task Counts_branches_that_could_not_be_moved_in_the_end()
    {
        // arrange
        Have(Names("refused", 3));
        _repository.WriteHook("reference-transaction", "grep --quiet refs/heads/ && exit 1; exit 0");
        var options = new OrchestrationOptions { FailureThresholdCount = 3, MaxWorkersPerTarget = 1 };

        // act
        var run = await RunAsync(options, Names("refused", 3));

        // assert
        Assert.Equal(["hook_refused"], run.Branches.SelectMany(branch => branch.ErrorsDetected).Distinct());
        Assert.Equal("3 of 3 branches failed; the limits are 3 branches and 50 %", Assert.Single(run.Groups).CircuitOpened);
    }

    [Fact]
    public async Task Does_not_stop_later_groups()
    {
        // arrange: with the real integration, whose work in flight is thrown away
        var history = new History(_repository);
        CategorizedBranch[] branches = [.. Names("bad", 150).Select(name => Branch(name)), .. Names("later", 3).Select(name => Branch(name, "scientific"))];
        history.Start("scientific", "main");
        foreach (var branch in branches)
        {
            history.Commit(branch.BranchName, "own", FileChange.File("README", $"{branch.BranchName}\n"));
        }

        history.Commit("main", "newer", FileChange.File("README", "theirs\n")).Commit("scientific", "newer", FileChange.File("newer", "1\n")).Import();

        // act
        var run = await new Alignment(_repository).RunAsync(branches, CancellationToken.None);

        // assert
        Assert.NotNull(run.Groups[0].CircuitOpened);
        Assert.Equal(145, run.Groups[0].NotAttempted.Count);
        Assert.Null(run.Groups[1].CircuitOpened);
        Assert.Equal(["later-01", "later-02", "later-03"], run.Groups[1].Branches.Where(b => b.Status == BranchStatus.Completed).Select(b => b.BranchName));
    }

    private static AlignmentModules Modules(Action<BranchPlan> whenDocumented) => FakeModules.Fast with
    {
        Integration = new FakeIntegration((plan, _) => Task.FromResult(
            plan.Branch.StartsWith("bad", StringComparison.Ordinal) ? FakeIntegration.Conflict(plan) : FakeIntegration.Success(plan))),
        Documenter = new FakeDocumenter((plan, _) =>
        {
            whenDocumented(plan);
            return Task.FromResult("");
        }),
    };

    private void Have(IEnumerable<string> names)
    {
        var history = new History(_repository);
        foreach (var name in names)
        {
            history.Start(name, "main");
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();
    }

    private Task<RunResult> RunAsync(OrchestrationOptions options, string[] branches) =>
        new Alignment(_repository) { Options = new AlignmentOptions { Orchestration = options }, Modules = Modules(_ => { }) }.RunAsync(branches);
}
