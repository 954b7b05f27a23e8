using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Orchestrating;

/// <summary>The disk, or git on it, failed in the middle of a run.</summary>
public sealed class StorageFailedException : AlignmentException
{
    internal StorageFailedException(string run, TipsBeforeTheRun oldTips, Exception cause)
        : base(
            $"Run {run} stopped: {DisplayText.Escape(cause.Message)}",
            oldTips == TipsBeforeTheRun.Kept
                ? $"Every branch is at its old or its new tip, and refs/collimate/runs/{run} holds the old ones; mend the storage and run again."
                : "No branch was moved; mend the storage and run again.",
            cause)
    {
    }

    private StorageFailedException(string fact, string hint, Exception cause)
        : base(fact, hint, cause)
    {
    }

    public override ExitCode ExitCode => ExitCode.StorageFailed;

    internal static StorageFailedException OfUndo(string run, Exception cause) => new(
        $"The undoing of run {run} stopped: {DisplayText.Escape(cause.Message)}",
        $"Every branch is at its old or its new tip; mend the storage and undo {run} again.",
        cause);
}
