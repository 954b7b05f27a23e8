using Collimate.Engine.Planning;
using Collimate.Git.Objects;

namespace Collimate.Engine.Publishing;

/// <summary>A branch that is ready to move.</summary>
/// <param name="How">One word for the reflog: <c>rebase</c> or <c>merge</c>.</param>
internal sealed record Publication(BranchPlan Plan, ObjectId NewTip, string How);

/// <summary>What became of one publication.</summary>
internal abstract record PublicationResult
{
    private protected PublicationResult()
    {
    }

    /// <summary>The branch is at its new tip.</summary>
    public sealed record Published(VisibleBackup Backup) : PublicationResult;

    /// <summary>The branch is where somebody else left it.</summary>
    public sealed record NotMoved(OutcomeCode Code, string Message) : PublicationResult;
}

/// <summary>The backup branch that a person sees.</summary>
internal abstract record VisibleBackup
{
    private protected VisibleBackup()
    {
    }

    /// <param name="Branch">Short name of the backup.</param>
    public sealed record Made(string Branch) : VisibleBackup;

    /// <summary>There is none; the keep ref of the run holds the old tip all the same.</summary>
    public sealed record Skipped(string Reason) : VisibleBackup;
}
