using Collimate.Git.Objects;

namespace Collimate.Engine.Integrating;

/// <summary>Who and when a new commit is committed by.</summary>
/// <remarks>
/// The date comes from the commits and never from a clock: the same input gives the same object ids, today and tomorrow.
/// </remarks>
/// <param name="Identity">What <c>git var GIT_COMMITTER_IDENT</c> said.</param>
internal sealed record CommitterPolicy(Signature Identity, CommitDates Dates)
{
    /// <summary>The committer of a commit that is made from these two: the later date of both, unless the caller fixed one.</summary>
    public Signature For(Signature first, Signature second)
    {
        if (Dates == CommitDates.FixedByCaller)
        {
            return Identity;
        }

        var later = first.Seconds > second.Seconds ? first : second;
        return Identity with { Seconds = later.Seconds, Zone = later.Zone };
    }
}

internal enum CommitDates
{
    /// <summary>The later of the commits that a new commit is made from.</summary>
    FromCommits,

    /// <summary><c>GIT_COMMITTER_DATE</c> is set, and wins as in git.</summary>
    FixedByCaller,
}
