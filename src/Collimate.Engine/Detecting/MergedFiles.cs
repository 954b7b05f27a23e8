using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Detecting;

/// <summary>A file of the result whose content is neither the branch's nor the target's.</summary>
/// <param name="Branch">Nothing when the branch has no file at this path.</param>
/// <param name="Target">Nothing when the target has no file at this path.</param>
internal sealed record MergedFile(ByteText Path, ObjectId Result, ObjectId? Branch, ObjectId? Target);

internal static class MergedFiles
{
    /// <summary>Compares the result with both sides; the files that differ from both are those that were merged.</summary>
    /// <remarks>
    /// Costs as much as the branch has changed: the branch is asked only for the files that differ from the target. Comparing
    /// whole trees would list all that the target has changed, again for every branch.
    /// </remarks>
    public static async Task<IReadOnlyList<MergedFile>> FindAsync(DetectionRequest request, CancellationToken cancellationToken)
    {
        var workspace = request.Workspace;
        var tips = request.Plan.RequiredTips;
        if (request.NewTip == tips.Target)
        {
            return []; // The result is the target itself: nothing was merged.
        }

        var result = (await workspace.ReadCommitsAsync([request.NewTip], cancellationToken))[0].Tree;
        var target = (await workspace.ReadSharedCommitAsync(tips.Target, cancellationToken)).Tree;
        var changed = (await workspace.TreeDiffs.CompareAsync(target, result, cancellationToken))
            .Where(difference => difference.New is { IsRegularFile: true } && difference.New.Id != difference.Old?.Id)
            .ToArray();
        var branch = await workspace.Objects.FindFilesAsync(tips.Old, [.. changed.Select(difference => difference.Path)], cancellationToken);
        return
        [
            .. changed.Zip(branch)
                .Where(pair => pair.First.New!.Id != pair.Second?.Id)
                .Select(pair => new MergedFile(pair.First.Path, pair.First.New!.Id, pair.Second?.Id, IdOfFile(pair.First.Old))),
        ];
    }

    private static ObjectId? IdOfFile(TreeEntry? entry) => entry is { IsRegularFile: true } ? entry.Id : null;
}
