namespace Collimate.Git.Merging;

/// <summary>How much time a branch may still spend on its own work. Waiting is not charged. May be used from several threads.</summary>
internal sealed class WorkBudget(TimeSpan limit)
{
    private long _usedTicks;

    public TimeSpan Used => TimeSpan.FromTicks(Interlocked.Read(ref _usedTicks));

    public TimeSpan Remaining => limit - Used;

    public void Charge(TimeSpan time) => Interlocked.Add(ref _usedTicks, time.Ticks);
}
