using Collimate.Engine.Journaling;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.RollingBack;

/// <summary>A run that has left a folder, as its journal tells it.</summary>
/// <param name="Run">Its id.</param>
public sealed record PastRun(string Run)
{
    /// <summary>UTC, to the second.</summary>
    public DateTimeOffset StartedAt => RunIdentity.TimeOf(Run);

    public PastRunState State { get; internal init; }

    /// <summary>How many branches it has moved; those that were moved back since do not count.</summary>
    public int Moved { get; internal init; }

    /// <summary>All runs with a folder, the newest first.</summary>
    /// <param name="directory">The folder <c>collimate</c> of the common git directory; need not exist.</param>
    internal static IReadOnlyList<PastRun> All(string directory)
    {
        var runs = Path.Combine(directory, "runs");
        return Directory.Exists(runs)
            ? [.. Directory.EnumerateDirectories(runs).Select(folder => Path.GetFileName(folder)!).Where(RunIdentity.IsId)
                .OrderDescending(StringComparer.Ordinal).Select(run => Read(run, RunFolder.Of(directory, run)))]
            : [];
    }

    private static PastRun Read(string run, RunFolder folder)
    {
        try
        {
            var recorded = RecordedRun.Read(folder.Journal);
            return new PastRun(run)
            {
                State = !recorded.IsClosed ? PastRunState.Unfinished
                    : recorded.IsUndone ? PastRunState.Undone
                    : PastRunState.Ended,
                Moved = recorded.Published.Count,
            };
        }
        catch (JournalDamagedException)
        {
            return new PastRun(run) { State = PastRunState.Damaged };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PastRun(run) { State = PastRunState.Ended }; // It was killed before it had announced anything.
        }
    }
}

/// <summary>What has become of a run.</summary>
public enum PastRunState
{
    /// <summary>It has ended, or was recovered.</summary>
    Ended,

    /// <summary>It has ended, and somebody has asked for it to be undone.</summary>
    Undone,

    /// <summary>It is still at work, or was killed and not recovered yet.</summary>
    Unfinished,

    /// <summary>Its journal is not what was written, or has a newer format.</summary>
    Damaged,
}
