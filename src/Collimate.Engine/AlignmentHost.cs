using Collimate.Engine.RollingBack;
using Collimate.Git.Merging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Collimate.Engine;

/// <summary>What a run needs of the world around it. The engine itself looks at no clock, environment or console.</summary>
public sealed record AlignmentHost
{
    /// <summary>The environment variables that git would see: <c>PATH</c>, <c>HOME</c>, the committer's identity.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Names the holder of the repository's lock.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Name and version of the tool, for the journal and the report.</summary>
    public required string Tool { get; init; }

    /// <summary>How many processors there are: no more processes than these merge at the same time, but for a second one.</summary>
    public int Processors { get; init; } = int.MaxValue;

    /// <summary>Opens the logs of a run, given its folder; the run disposes them. Events of a branch carry <c>Branch</c>, <c>Target</c> and <c>Action</c>.</summary>
    public Func<string, ILoggerFactory> OpenLogs { get; init; } = _ => NullLoggerFactory.Instance;

    /// <summary>Told whenever a branch finishes or retires; called one at a time.</summary>
    public Action<RunProgress> Progress { get; init; } = _ => { };

    /// <summary>Told what was done about a run that had been killed, before anything else is done.</summary>
    public Action<RecoveredRun> Recovered { get; init; } = _ => { };

    /// <summary>Told once for whom a run waits before it can begin, in a few words, escaped.</summary>
    public Action<string> Waiting { get; init; } = _ => { };

    /// <summary>Which of the installed git's capabilities a run uses: all that were found. The one place where tests switch them.</summary>
    internal Func<GitCapabilities, GitCapabilities> Capabilities { get; init; } = found => found;
}

/// <param name="Finished">Branches whose result is known.</param>
/// <param name="Retired">Branches whose result is in force; never more than those finished.</param>
public sealed record RunProgress(int Finished, int Retired, int Total);
