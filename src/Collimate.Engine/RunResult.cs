using Collimate.Git.Objects;

namespace Collimate.Engine;

/// <summary>What a whole run did.</summary>
/// <param name="Run">Its id, <c>yyyyMMddTHHmmssZ-xxxx</c>.</param>
/// <param name="Folder">Absolute path of the folder with everything that was written about it.</param>
public sealed record RunResult(string Run, string Folder, IReadOnlyList<GroupResult> Groups)
{
    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the run ended early because it was asked to.</summary>
    public RunEnd End { get; init; }

    /// <summary>What was accepted but deserves a look.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The largest resident memory of this process and its git children that was seen, in bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    public IEnumerable<BranchResult> Branches => Groups.SelectMany(group => group.Branches);

    public int Successful => Branches.Count(branch => branch.Status == BranchStatus.Completed);

    public int Failed => Branches.Count(branch => branch.Status != BranchStatus.Completed);

    public bool CircuitBreakerTriggered => Groups.Any(group => group.CircuitOpened is not null);

    public ExitCode ExitCode
    {
        get
        {
            var failures = Branches.Where(branch => branch.Status != BranchStatus.Completed).ToArray();
            var onlyRaces = failures.All(branch => branch.ErrorsDetected.All(IsRace));
            return End == RunEnd.Interrupted ? ExitCode.Interrupted
                : CircuitBreakerTriggered || !onlyRaces ? ExitCode.SomeFailed
                : failures.Length > 0 ? ExitCode.RacesLost
                : ExitCode.AllAligned;
        }
    }

    private static bool IsRace(string code) =>
        code == OutcomeCodes.BranchMoved.Name || code == OutcomeCodes.BranchGone.Name;
}

/// <summary>How a run came to its end.</summary>
public enum RunEnd
{
    /// <summary>Every group had its turn.</summary>
    Finished,

    /// <summary>It was cancelled; what had been done is done, the rest was not attempted.</summary>
    Interrupted,
}

/// <summary>What became of the branches of one target.</summary>
/// <param name="Branches">Those that were tried, in plan order.</param>
/// <param name="NotAttempted">Short names of those that were not tried: the circuit breaker opened, or the run was interrupted.</param>
public sealed record GroupResult(
    string Target, ObjectId? TargetTip, IReadOnlyList<BranchResult> Branches, IReadOnlyList<string> NotAttempted)
{
    /// <summary>Why the circuit breaker opened, in numbers; nothing when it did not.</summary>
    public string? CircuitOpened { get; init; }

    /// <param name="removed">Short names of the visible backups that are gone at the end of the run.</param>
    internal GroupResult WithoutBackups(IReadOnlySet<string> removed) => this with
    {
        Branches = [.. Branches.Select(branch => branch.VisibleBackup is { } backup && removed.Contains(backup)
            ? branch with { VisibleBackup = null, VisibleBackupSkipped = "visible backups are removed when the run has ended" }
            : branch)],
    };
}
