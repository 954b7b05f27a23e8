using Collimate.Engine.Detecting;
using Collimate.Engine.Orchestrating;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class A_part_that_takes_too_long : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestRepository _repository = TestRepository.Create();
    private readonly FakeTime _time = new();

    public A_part_that_takes_too_long() =>
        new History(_repository).Start("feature", "main").Commit("main", "newer", FileChange.File("newer", "1\n")).Import();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_stopped_when_the_time_for_integration_is_over() => Failed(
        await RunAsync(FakeModules.Fast with { Integration = new FakeIntegration((plan, token) => LateAsync(61, FakeIntegration.Success(plan), token)) }),
        OutcomeCodes.IntegrationTimeout,
        BranchStatus.FailedIntegration,
        "Integration took longer than the 60 s it was allowed");

    [Fact]
    public async Task Is_stopped_when_the_time_for_detection_is_over() => Failed(
        await RunAsync(FakeModules.Fast with { Detector = new FakeDetector((_, token) => LateAsync<IReadOnlyList<Finding>>(31, [], token)) }),
        OutcomeCodes.ErrorDetectionTimeout,
        BranchStatus.FailedErrorDetection,
        "Detection took longer than the 30 s it was allowed");

    [Fact]
    public async Task Is_stopped_when_the_time_of_the_branch_is_over() => Failed(
        await RunAsync(FakeModules.Fast with { Documenter = new FakeDocumenter((_, token) => LateAsync(301, "", token)) }),
        OutcomeCodes.BranchAlignmentTimeout,
        BranchStatus.FailedIntegration,
        "Documentation took longer than the 300 s it was allowed");

    [Fact]
    public async Task Leaves_the_later_parts_only_what_is_left_of_the_time_of_the_branch()
    {
        // arrange: 40 s of the branch's 50 s are gone when detection begins
        var options = new OrchestrationOptions { BranchAlignmentTimeout = 50 * Second };
        var modules = FakeModules.Fast with
        {
            Integration = new FakeIntegration((plan, _) => Spend(40, FakeIntegration.Success(plan))),
            Detector = new FakeDetector((_, token) => LateAsync<IReadOnlyList<Finding>>(11, [], token)),
        };

        // assert
        Failed(await RunAsync(modules, options), OutcomeCodes.BranchAlignmentTimeout, BranchStatus.FailedIntegration, "Detection took longer than the 10 s it was allowed");
    }

    [Fact]
    public async Task Does_not_begin_when_the_time_of_the_branch_is_used_up()
    {
        var clock = new StageClock(_time, 50 * Second);
        clock.Add(Stage.Integration, 50 * Second);

        var late = await Assert.ThrowsAsync<StageTimeoutException>(() => clock.RunAsync(
            Stage.Detection,
            new StageLimit(30 * Second, OutcomeCodes.ErrorDetectionTimeout),
            _ => Task.FromException<int>(new InvalidOperationException("it began")),
            CancellationToken.None));

        Assert.Equal((OutcomeCodes.BranchAlignmentTimeout, "Detection took longer than the 50 s it was allowed"), (late.Code, late.Message));
    }

    [Fact]
    public async Task Is_left_behind_when_it_ignores_that_its_time_is_over() => Failed(
        await RunAsync(FakeModules.Fast with { Detector = new FakeDetector((_, _) => LateAsync<IReadOnlyList<Finding>>(31, [], CancellationToken.None)) }),
        OutcomeCodes.ErrorDetectionTimeout,
        BranchStatus.FailedErrorDetection,
        "Detection took longer than the 30 s it was allowed");

    [Fact]
    public async Task Is_left_behind_when_it_blocks_its_thread()
    {
        // arrange
        using var never = new ManualResetEventSlim();
        var modules = FakeModules.Fast with
        {
            Detector = new FakeDetector((_, _) =>
            {
                _time.Advance(31 * Second);
                never.Wait(CancellationToken.None);
                return Task.FromResult<IReadOnlyList<Finding>>([]);
            }),
        };

        // act
        var result = await RunAsync(modules);
        never.Set();

        // assert
        Failed(result, OutcomeCodes.ErrorDetectionTimeout, BranchStatus.FailedErrorDetection, "Detection took longer than the 30 s it was allowed");
    }

    [Theory]
    [InlineData(60, "integration_timeout")]
    [InlineData(0, "branch_alignment_timeout")]
    public async Task Is_stopped_too_when_it_is_the_integration_between_objects(int branchSeconds, string code)
    {
        // arrange: a tick is over before git has started
        _repository.Commit("diverged", "own", ("own", "1\n"));
        _repository.Commit("main", "newest", ("newest", "1\n"));
        var options = new OrchestrationOptions
        {
            IntegrationTimeout = branchSeconds == 0 ? Second : TimeSpan.FromTicks(1),
            BranchAlignmentTimeout = branchSeconds == 0 ? TimeSpan.FromTicks(1) : branchSeconds * Second,
        };

        // act
        var run = await new Alignment(_repository) { Options = new AlignmentOptions { Orchestration = options } }.RunAsync("diverged");

        // assert
        Assert.Equal([code], Assert.Single(run.Branches).ErrorsDetected);
    }

    [Theory]
    [InlineData("integration", "integration_timeout")]
    [InlineData("detection", "error_detection_timeout")]
    [InlineData("documentation", "branch_alignment_timeout")]
    public async Task Costs_its_own_branch_and_no_other(string part, string code)
    {
        // arrange: one after the other, because all share this clock
        _repository.Git("branch", "other", "feature");
        var modules = new AlignmentModules
        {
            Integration = new FakeIntegration((plan, token) => OfAsync("integration", plan.Branch, 61, FakeIntegration.Success(plan), token)),
            Detector = new FakeDetector((request, token) => OfAsync<IReadOnlyList<Finding>>("detection", request.Branch, 31, [], token)),
            Documenter = new FakeDocumenter((request, token) => OfAsync("documentation", request.Branch, 301, "", token)),
        };
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { EnableParallelization = false } };

        // act
        var run = await new Alignment(_repository) { Modules = modules, Time = _time, Options = options }.RunAsync("feature", "other");

        // assert
        Assert.Equal([("feature", code), ("other", "")], run.Branches.Select(branch => (branch.BranchName, string.Concat(branch.ErrorsDetected))));

        Task<T> OfAsync<T>(string own, string branch, int seconds, T result, CancellationToken token) =>
            own == part && branch == "feature" ? LateAsync(seconds, result, token) : Task.FromResult(result);
    }

    [Fact]
    public async Task Is_measured_where_it_was_in_time()
    {
        var modules = FakeModules.Fast with
        {
            Integration = new FakeIntegration((plan, _) => Spend(3, FakeIntegration.Success(plan))),
            Detector = new FakeDetector((_, _) => Spend<IReadOnlyList<Finding>>(2, [])),
            Documenter = new FakeDocumenter((_, _) => Spend(1, "")),
        };

        var result = await RunAsync(modules);

        Assert.Equal(new BranchTimes(3 * Second, 2 * Second, Second), result.Times);
        Assert.Equal(6 * Second, result.Times.Total);
    }

    private static void Failed(BranchResult result, OutcomeCode code, BranchStatus status, string message)
    {
        Assert.Equal([code.Name], result.ErrorsDetected);
        Assert.Equal(status, result.Status);
        Assert.Equal(message, result.ErrorMessage);
        Assert.Equal(code.Advice, result.Advice);
    }

    private Task<T> Spend<T>(int seconds, T result)
    {
        _time.Advance(seconds * Second);
        return Task.FromResult(result);
    }

    private async Task<T> LateAsync<T>(int seconds, T result, CancellationToken token)
    {
        _time.Advance(seconds * Second);
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        return result;
    }

    private async Task<BranchResult> RunAsync(AlignmentModules modules, OrchestrationOptions? options = null)
    {
        var alignment = new Alignment(_repository) { Modules = modules, Time = _time, Options = new AlignmentOptions { Orchestration = options ?? new() } };
        return Assert.Single((await alignment.RunAsync("feature")).Branches);
    }
}
