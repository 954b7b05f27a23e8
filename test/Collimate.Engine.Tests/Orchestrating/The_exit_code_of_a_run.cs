using Collimate.Engine.Planning;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class The_exit_code_of_a_run
{
    [Theory]
    [InlineData("", ExitCode.AllAligned)]
    [InlineData("ok ok", ExitCode.AllAligned)]
    [InlineData("ok merge_conflict_unresolvable", ExitCode.SomeFailed)]
    [InlineData("branch_missing", ExitCode.SomeFailed)]
    [InlineData("ok branch_moved branch_gone", ExitCode.RacesLost)]
    [InlineData("branch_moved branch_checked_out", ExitCode.SomeFailed)]
    public void Follows_from_what_kept_branches_from_being_aligned(string outcomes, ExitCode expected) =>
        Assert.Equal(expected, Run(outcomes).ExitCode);

    [Fact]
    public void Says_that_some_failed_when_a_circuit_breaker_opened_although_only_races_were_lost() =>
        Assert.Equal(ExitCode.SomeFailed, Run("branch_moved", circuitOpened: "why").ExitCode);

    [Fact]
    public void Says_that_the_run_was_interrupted_whatever_else_happened() =>
        Assert.Equal(ExitCode.Interrupted, (Run("merge_conflict_unresolvable") with { End = RunEnd.Interrupted }).ExitCode);

    [Theory]
    [InlineData(ExitCode.AllAligned, 0)]
    [InlineData(ExitCode.SomeFailed, 1)]
    [InlineData(ExitCode.BadInput, 2)]
    [InlineData(ExitCode.UnsuitableRepository, 3)]
    [InlineData(ExitCode.RacesLost, 4)]
    [InlineData(ExitCode.StorageFailed, 5)]
    [InlineData(ExitCode.RemoteFailed, 6)]
    [InlineData(ExitCode.Busy, 7)]
    [InlineData(ExitCode.InternalError, 70)]
    [InlineData(ExitCode.Interrupted, 130)]
    [InlineData(ExitCode.Terminated, 143)]
    public void Is_the_documented_number(ExitCode code, int number) => Assert.Equal(number, (int)code);

    private static RunResult Run(string outcomes, string? circuitOpened = null) =>
        new("run", "folder", [new GroupResult("main", null, [.. outcomes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Branch)], []) { CircuitOpened = circuitOpened }])
        {
            StartedAt = default,
            Duration = default,
        };

    private static BranchResult Branch(string outcome) => new()
    {
        Plan = new BranchPlan(1, "branch", "main", null, new PlannedAction.Merge()),
        Status = outcome == "ok" ? BranchStatus.Completed : BranchStatus.FailedIntegration,
        Times = BranchTimes.None,
        ErrorsDetected = outcome == "ok" ? ["style"] : [outcome],
    };
}
