using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Engine.Integrating;

/// <summary>The commits that an alignment makes. Both integrations make them here, so that they have the same ids.</summary>
internal static class NewCommits
{
    /// <summary>A commit that was applied again: author, message and encoding stay byte for byte; a signature cannot, it signed something else.</summary>
    /// <remarks>Git rebase stores what is not UTF-8 as UTF-8 and drops blank lines before the subject; nothing of a person's text is changed here.</remarks>
    public static CommitObject Reapplied(CommitObject original, ObjectId tree, ObjectId parent, Signature committer) => original with
    {
        Tree = tree,
        Parents = [parent],
        Committer = committer,
        IsSigned = false,
    };

    /// <summary>The merge of the target into the branch.</summary>
    public static CommitObject Merged(IntegrationRequest request, ObjectId tree, CommitObject branch, CommitObject target)
    {
        var committer = request.Workspace.Committer.For(branch.Committer, target.Committer);
        return new CommitObject
        {
            Tree = tree,
            Parents = [request.Plan.RequiredTips.Old, request.Plan.RequiredTips.Target],
            Author = committer.ToText(),
            Committer = committer,
            Message = MergeMessage(request),
        };
    }

    public static byte[] MergeMessage(IntegrationRequest request) =>
        Encoding.UTF8.GetBytes($"Merge branch '{request.Plan.Target}' into {request.Plan.Branch}\n");
}
