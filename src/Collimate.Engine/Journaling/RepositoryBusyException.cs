namespace Collimate.Engine.Journaling;

/// <summary>Another run works on the repository.</summary>
public sealed class RepositoryBusyException : AlignmentException
{
    public RepositoryBusyException(string lockFile, string holder)
        : base($"The repository is held by {holder} ('{lockFile}')", "Nothing was done. Wait until that run has ended and run again.")
    {
        LockFile = lockFile;
        Holder = holder;
    }

    public string LockFile { get; }

    /// <summary>Which run, which process, since when.</summary>
    public string Holder { get; }

    public override ExitCode ExitCode => ExitCode.Busy;
}
