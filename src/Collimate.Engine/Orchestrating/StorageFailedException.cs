using Collimate.Engine.Reporting;

namespace Collimate.Engine.Orchestrating;

/// <summary>The disk, or git on it, failed in the middle of a run.</summary>
public sealed class StorageFailedException : AlignmentException
{
    public StorageFailedException(string run, Exception cause)
        : base(
            $"Run {run} stopped: {DisplayText.Escape(cause.Message)}",
            $"Every branch is at its old or its new tip, and refs/collimate/runs/{run} holds the old ones; free the disk and run again.",
            cause)
    {
    }

    public override ExitCode ExitCode => ExitCode.StorageFailed;
}
