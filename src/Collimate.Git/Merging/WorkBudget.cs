namespace Collimate.Git.Merging;

/// <summary>How much time a branch may still spend on its own work, and when it is its turn. May be used from several threads.</summary>
/// <remarks>Waiting is not charged.</remarks>
internal sealed class WorkBudget(TimeSpan limit)
{
    private long _usedTicks;

    /// <summary>Where the branch stands in the plan.</summary>
    public int Number { get; init; }

    /// <summary>Where it stands among those that wait for a lane: the least comes first.</summary>
    public int Place { get; init; }

    public TimeSpan Used => TimeSpan.FromTicks(Interlocked.Read(ref _usedTicks));

    public TimeSpan Remaining => limit - Used;

    public void Charge(TimeSpan time) => Interlocked.Add(ref _usedTicks, time.Ticks);
}
