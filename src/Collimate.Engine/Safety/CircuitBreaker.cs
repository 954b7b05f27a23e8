namespace Collimate.Engine.Safety;

/// <summary>Stops a target group that fails too much. One for each group; it looks at every retired branch.</summary>
/// <remarks>Opens when both thresholds are reached, and stays open. Refusals and lost races count neither way.</remarks>
internal sealed class CircuitBreaker(OrchestrationOptions options)
{
    public CircuitState State { get; private set; } = CircuitState.Closed;

    public int Failed { get; private set; }

    /// <summary>Branches that were aligned or failed.</summary>
    public int Counted { get; private set; }

    /// <summary>Why it opened, in numbers.</summary>
    public string Reason =>
        $"{Failed} of {Counted} branches failed; the limits are {options.FailureThresholdCount} branches and {options.FailureThresholdPercent} %";

    /// <param name="failure">What kept the branch from being aligned; nothing when it was aligned.</param>
    public void Count(OutcomeKind? failure)
    {
        if (failure is OutcomeKind.Refusal or OutcomeKind.LostRace)
        {
            return;
        }

        Counted++;
        Failed += failure == OutcomeKind.Failure ? 1 : 0;
        if (options.EnableCircuitBreaker
            && Failed >= options.FailureThresholdCount
            && Failed * 100L >= (long)options.FailureThresholdPercent * Counted)
        {
            State = CircuitState.Open;
        }
    }
}

internal enum CircuitState
{
    Closed,
    Open,
}
