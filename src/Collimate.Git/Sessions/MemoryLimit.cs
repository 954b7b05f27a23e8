namespace Collimate.Git.Sessions;

/// <summary>Keeps this process and its git children together below a number of bytes by starting less at a time.</summary>
/// <remarks>
/// Above 80 % our own garbage is collected, and when that is not enough nothing new starts while something else still
/// runs; the last one always may, so a run completes under any limit. May be used from several threads.
/// </remarks>
internal sealed class MemoryLimit(long bytes, LiveProcesses live)
{
    private const double AdmissionShare = 0.8;

    // A collection that finds nothing would find nothing again until there is something new.
    private const double GrowthSinceCollection = 1.2;

    private readonly Lock _gate = new();
    private long _afterCollection;
    private int _running;
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The largest sum that was seen at an admission, in bytes.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Returns when a piece of work may start. Each return is answered by one <see cref="WorkEnded"/>.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task someEnd;
            lock (_gate)
            {
                if (HasRoom() || _running == 0)
                {
                    _running++;
                    return;
                }

                someEnd = _ended.Task;
            }

            await someEnd.WaitAsync(cancellationToken);
        }
    }

    public void WorkEnded()
    {
        lock (_gate)
        {
            _running--;
            _ended.SetResult();
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private bool HasRoom()
    {
        var ours = ProcessMemory.OfThisProcess();
        var children = live.HeldBytes();
        PeakBytes = Math.Max(PeakBytes, ours.HeldBytes + children);
        if (IsBelow(ours.HeldBytes + children))
        {
            return true;
        }

        if (ours.OwnBytes < _afterCollection * GrowthSinceCollection)
        {
            return false;
        }

        OwnMemory.Trim();
        ours = ProcessMemory.OfThisProcess();
        _afterCollection = ours.OwnBytes;
        return IsBelow(ours.HeldBytes + children);
    }

    private bool IsBelow(long used) => used < bytes * AdmissionShare;
}
