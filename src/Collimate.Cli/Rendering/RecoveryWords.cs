using Collimate.Engine.Reporting;
using Collimate.Engine.RollingBack;

namespace Collimate.Cli.Rendering;

/// <summary>What a person reads about a run that had been killed.</summary>
internal static class RecoveryWords
{
    /// <summary>Says it as soon as it is known.</summary>
    public static Action<RecoveredRun> SaidTo(TextWriter writer) => run => writer.Write(string.Concat(Of(run).Select(line => $"{line}\n")));

    /// <summary>One line for the run, and one for each branch of which not everything is clear from the numbers.</summary>
    private static IEnumerable<string> Of(RecoveredRun run)
    {
        yield return $"recovered run {run.Run}: {Counted.Branches(run.Moved)} had moved, {run.Finished.Count} finished now, {run.NotMoved.Count} as before";
        foreach (var branch in run.Finished)
        {
            yield return $"  finished  {DisplayText.Escape(branch)}";
        }

        foreach (var branch in run.NotMoved.Where(_ => run.Moved > 0))
        {
            yield return $"  stays as it was  {DisplayText.Escape(branch)}";
        }

        foreach (var branch in run.ChangedByOthers)
        {
            yield return $"  changed since by somebody else  {DisplayText.Escape(branch)}";
        }

        if (run.MovedBack.Count + run.NotMovedBack.Count > 0)
        {
            var rest = run.NotMovedBack.Count > 0 ? $"; collimate undo {run.Run} goes on" : "";
            yield return $"  its undoing was stopped: {Counted.Branches(run.MovedBack.Count)} moved back, {run.NotMovedBack.Count} not{rest}";
        }

        foreach (var reference in run.RemovedLocks)
        {
            yield return $"  removed the lock of  {DisplayText.Escape(reference)}";
        }
    }
}
