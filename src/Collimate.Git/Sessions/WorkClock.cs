namespace Collimate.Git.Sessions;

/// <summary>Limits a piece of work by the time that it works: while it only waits for its turn at git, its clock stands still.</summary>
/// <remarks>
/// Known to all that the work calls, in whatever thread. Where parts of it run at the same time, the clock stands still as long as
/// one of them waits. May be used from several threads.
/// </remarks>
internal sealed class WorkClock : IDisposable
{
    private static readonly AsyncLocal<WorkClock?> Current = new();

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _allowed;
    private readonly CancellationTokenSource _over;
    private TimeSpan _used;
    private long _since;
    private int _waiting;
    private bool _isStopped;

    private WorkClock(TimeSpan allowed, TimeProvider time)
    {
        _allowed = allowed;
        _time = time;
        _over = new CancellationTokenSource(allowed, time);
        _since = time.GetTimestamp();
    }

    /// <summary>Cancelled when the work has used up its time.</summary>
    public CancellationToken Over => _over.Token;

    public TimeSpan Used
    {
        get
        {
            lock (_gate)
            {
                return _waiting > 0 ? _used : _used + _time.GetElapsedTime(_since);
            }
        }
    }

    /// <summary>Starts the clock of what is called from here on.</summary>
    /// <param name="allowed">More than nothing.</param>
    public static WorkClock Start(TimeSpan allowed, TimeProvider time) => Current.Value = new WorkClock(allowed, time);

    /// <summary>Waits for a turn, which is nobody's work.</summary>
    public static async Task WaitAsync(SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        var waiting = turn.WaitAsync(cancellationToken);
        if (Current.Value is not { } clock || waiting.IsCompleted)
        {
            await waiting;
            return;
        }

        clock.Pause();
        try
        {
            await waiting;
        }
        finally
        {
            clock.Resume();
        }
    }

    /// <summary>Lets the clock of whoever calls stand still until the result is disposed of; nothing where there is none.</summary>
    public static IDisposable? PauseCurrent()
    {
        if (Current.Value is not { } clock)
        {
            return null;
        }

        clock.Pause();
        return new Standstill(clock);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true; // Work that ignores its end may still be waiting somewhere.
            _over.Dispose();
        }
    }

    private void Pause()
    {
        lock (_gate)
        {
            if (_waiting++ == 0 && !_isStopped)
            {
                _used += _time.GetElapsedTime(_since);
                _over.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Resume()
    {
        lock (_gate)
        {
            if (--_waiting == 0 && !_isStopped)
            {
                _since = _time.GetTimestamp();
                _over.CancelAfter(_allowed > _used ? _allowed - _used : TimeSpan.Zero);
            }
        }
    }

    private sealed class Standstill(WorkClock clock) : IDisposable
    {
        public void Dispose() => clock.Resume();
    }
}
