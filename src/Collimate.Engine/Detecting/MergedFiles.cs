using Collimate.Git;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Detecting;

/// <summary>A file of the result that is neither the branch's version nor the target's.</summary>
/// <param name="Branch">Nothing when the branch has no file at this path.</param>
/// <param name="Target">Nothing when the target has no file at this path.</param>
internal sealed record MergedFile(ByteText Path, TreeEntry Result, TreeEntry? Branch, TreeEntry? Target);

internal static class MergedFiles
{
    /// <summary>Compares the result with both sides; the files that differ from both are those that were merged.</summary>
    public static async Task<IReadOnlyList<MergedFile>> FindAsync(DetectionRequest request, CancellationToken cancellationToken)
    {
        var workspace = request.Workspace;
        var tips = request.Plan.RequiredTips;
        if (request.NewTip == tips.Target)
        {
            return []; // The result is the target itself: nothing was merged.
        }

        var ends = await workspace.ReadCommitsAsync([request.NewTip, tips.Old], cancellationToken);
        var (result, branch) = (ends[0].Tree, ends[1].Tree);
        var target = (await workspace.ReadSharedCommitAsync(tips.Target, cancellationToken)).Tree;

        var sinceTarget = await workspace.TreeDiffs.CompareAsync(target, result, cancellationToken);
        var sinceBranch = (await workspace.TreeDiffs.CompareAsync(branch, result, cancellationToken))
            .ToDictionary(difference => difference.Path);
        return
        [
            .. sinceTarget
                .Where(difference => difference.New is not null && sinceBranch.ContainsKey(difference.Path))
                .Select(difference => new MergedFile(
                    difference.Path, difference.New!, sinceBranch[difference.Path].Old, difference.Old)),
        ];
    }
}
