namespace Collimate.Engine;

/// <summary>How a run ended, as the exit status of the command line.</summary>
public enum ExitCode
{
    /// <summary>Every branch is aligned.</summary>
    AllAligned = 0,

    /// <summary>The run finished; some branches failed or were not attempted.</summary>
    SomeFailed = 1,

    /// <summary>The command line, the configuration or the input is wrong; nothing was done.</summary>
    BadInput = 2,

    /// <summary>The repository, or the git that should read it, is unsuitable; nothing was done.</summary>
    UnsuitableRepository = 3,

    /// <summary>Only races were lost: somebody moved a branch meanwhile.</summary>
    RacesLost = 4,

    /// <summary>Storage or the environment failed; what had begun was rolled back.</summary>
    StorageFailed = 5,

    /// <summary>The remote failed; the local result is kept.</summary>
    RemoteFailed = 6,

    /// <summary>Another run or git gc holds the repository, or a recovery needs a person.</summary>
    Busy = 7,

    /// <summary>A mistake of ours.</summary>
    InternalError = 70,

    /// <summary>Ended by Ctrl-C.</summary>
    Interrupted = 130,

    /// <summary>Ended by SIGTERM.</summary>
    Terminated = 143,
}
