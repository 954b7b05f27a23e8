using Collimate.Git.Objects;

namespace Collimate.Engine.Planning;

/// <summary>A commit of a branch that is not applied again, because the target has the same change already.</summary>
/// <param name="Place">How many commits of the branch are applied before its turn would come.</param>
public sealed record LeftOutCommit(ObjectId Commit, UpstreamTwin Twin, int Place);

/// <summary>The commit of the target that makes the same change, by git's patch id.</summary>
public sealed record UpstreamTwin(ObjectId Commit, TwinLikeness Likeness);

/// <summary>How much two commits with equal patch ids are alike.</summary>
public enum TwinLikeness
{
    /// <summary>They change the same lines in the same way.</summary>
    Exact,

    /// <summary>Their white space differs, which does not count for git.</summary>
    OtherWhiteSpace,
}
