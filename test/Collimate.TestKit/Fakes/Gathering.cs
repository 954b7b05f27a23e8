namespace Collimate.TestKit.Fakes;

/// <summary>A place that lets nobody go before enough are inside at the same time. May be used from several threads.</summary>
public sealed class Gathering(int wanted)
{
    private const int Turns = 200;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    /// <summary>How many were inside at once at most.</summary>
    public int Most { get; private set; }

    public async Task MeetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _inside++;
            Most = Math.Max(Most, _inside);
            if (_inside >= wanted)
            {
                _complete.TrySetResult();
            }
        }

        await _complete.Task.WaitAsync(cancellationToken);
        for (var turn = 0; turn < Turns; turn++)
        {
            await Task.Yield(); // Whoever should not come in has many chances to do it.
        }

        lock (_gate)
        {
            _inside--;
        }
    }
}
