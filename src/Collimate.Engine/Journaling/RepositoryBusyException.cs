namespace Collimate.Engine.Journaling;

/// <summary>Somebody else works on the repository: another run, or a garbage collection.</summary>
public sealed class RepositoryBusyException : AlignmentException
{
    /// <summary>Another run holds its lock.</summary>
    public RepositoryBusyException(string lockFile, string holder)
        : this(lockFile, holder, "Wait until that run has ended and run again.")
    {
    }

    private RepositoryBusyException(string lockFile, string holder, string advice)
        : base($"The repository is held by {holder} ('{lockFile}')", $"Nothing was done. {advice}")
    {
        LockFile = lockFile;
        Holder = holder;
    }

    public string LockFile { get; }

    /// <summary>Which run, which process, since when; or which process of git.</summary>
    public string Holder { get; }

    public override ExitCode ExitCode => ExitCode.Busy;

    /// <summary>Git collects garbage.</summary>
    internal static RepositoryBusyException ByCollection(string pidFile, string holder) =>
        new(pidFile, holder, "Wait until git gc has ended and run again; where none is at work any more, remove that file.");
}
