using System.Diagnostics;
using Collimate.Git;

namespace Collimate.Cli.Rendering;

/// <summary>Listens to the timeline of one run and writes it to a file while it happens.</summary>
/// <remarks>
/// Belongs to the asynchronous flow that makes it: steps of other runs in this process are not its own. What is still open at
/// the end, because the run failed, ends then. Steps may begin and end in several threads; the run never learns of a failure here.
/// </remarks>
internal sealed class RunTrace : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Activity, TraceStep> _open = [];
    private readonly TraceRows _rows = new();
    private readonly Activity _run = new(Timeline.Run);
    private readonly ActivityListener _listener;
    private readonly TraceFile _file;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly long _started;
    private long _now;
    private bool _isClosed;

    /// <param name="path">Absolute.</param>
    public RunTrace(string path, TimeProvider time)
    {
        _path = path;
        _file = new TraceFile(path);
        _time = time;
        _started = time.GetTimestamp();

        // Without a parent it has a trace id of its own, by which the steps of this run are known.
        Activity.Current = null;
        _run.SetIdFormat(ActivityIdFormat.W3C).Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Timeline.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> step) =>
                step.Parent.TraceId == _run.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = Begin,
            ActivityStopped = End,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Writes what is left.</summary>
    /// <exception cref="IOException">The file could not be written, now or before.</exception>
    public void Finish()
    {
        Dispose();
        if (_file.Failure is { } failure)
        {
            throw new IOException($"'{_path}' cannot be written: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _run.Dispose();
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            foreach (var step in _open.Values.OrderByDescending(step => step.Began).ToArray())
            {
                End(step, Now());
            }

            _file.Dispose();
        }
    }

    private void Begin(Activity activity)
    {
        // Every listener hears of every step that any of them wants.
        if (activity.TraceId != _run.TraceId)
        {
            return;
        }

        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (_open.Count == 0)
            {
                _file.Add(TracePart.Run, "run");
                _file.Add(TracePart.Branches, "branches");
                Begin(_run, 0);
            }

            Begin(activity, Now());
        }
    }

    private void End(Activity activity)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(activity, out var step))
            {
                End(step, Now());
            }
        }
    }

    private void Begin(Activity activity, long at)
    {
        var parent = activity.Parent is { } around ? _open.GetValueOrDefault(around) : null;
        _open.Add(activity, _rows.For(activity, parent, _file.Add).Begin(activity, at));
    }

    private void End(TraceStep step, long at)
    {
        if (!_open.ContainsKey(step.Activity))
        {
            return;
        }

        foreach (var ended in step.Row.End(step))
        {
            _open.Remove(ended.Activity);
            _file.Add(ended, at++);
        }

        _now = at;
        if (step.Row.IsFree)
        {
            _rows.GiveBack(step.Row);
        }
    }

    /// <summary>
    /// Never the same twice: a step that seems to begin together with its parent can be drawn around it
    /// (https://github.com/google/perfetto/issues/878).
    /// </summary>
    private long Now() => _now = Math.Max(_now + 1, _time.GetElapsedTime(_started).Ticks);
}
