using Collimate.Git.Sessions;

namespace Collimate.Engine.Orchestrating;

/// <summary>Measures and limits the work on one branch, stage by stage. Not for several threads.</summary>
internal sealed class StageClock(TimeProvider time, TimeSpan branchLimit)
{
    private readonly Dictionary<Stage, TimeSpan> _times = [];

    public BranchTimes Times => new(
        _times.GetValueOrDefault(Stage.Integration), _times.GetValueOrDefault(Stage.Detection), _times.GetValueOrDefault(Stage.Documentation));

    /// <summary>What is left for all stages of the branch together.</summary>
    public TimeSpan Remaining => branchLimit - Times.Total;

    public void Add(Stage stage, TimeSpan spent) => _times[stage] = _times.GetValueOrDefault(stage) + spent;

    /// <summary>Runs one stage. What it waits for its turn at git is not counted.</summary>
    /// <exception cref="StageTimeoutException">The stage, or the branch, has used up its time. Work that ignores its token is left behind.</exception>
    public async Task<T> RunAsync<T>(Stage stage, StageLimit limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var left = Remaining;
        var (allowed, code) = left < limit.Time ? (left, OutcomeCodes.BranchAlignmentTimeout) : (limit.Time, limit.Code);
        if (allowed <= TimeSpan.Zero)
        {
            throw new StageTimeoutException(stage, code, branchLimit);
        }

        using var clock = WorkClock.Start(allowed, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Over, cancellationToken);
        try
        {
            // Not in this thread: a module that blocks it could not be left behind.
            return await Task.Run(() => work(both.Token), CancellationToken.None).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (clock.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StageTimeoutException(stage, code, allowed);
        }
        finally
        {
            Add(stage, clock.Used);
        }
    }
}

internal enum Stage
{
    Integration,
    Detection,
    Documentation,
}

/// <param name="Code">What the branch fails with when the time is over.</param>
internal sealed record StageLimit(TimeSpan Time, OutcomeCode Code);

/// <summary>A stage of a branch was stopped because its time was over.</summary>
internal sealed class StageTimeoutException : Exception
{
    public StageTimeoutException(Stage stage, OutcomeCode code, TimeSpan allowed)
        : base(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{stage} took longer than the {allowed.TotalSeconds:0.###} s it was allowed")) =>
        Code = code;

    public OutcomeCode Code { get; }
}
