using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.Merging;
using Collimate.Git.Objects;

namespace Collimate.Engine.Integrating;

/// <summary>Rebases and merges between objects: no index, no working tree, nothing checked out.</summary>
/// <remarks>
/// To apply commit C with parent P on O, git-merge-tree of this age needs help to use P as the merge base: a synthetic commit
/// with the tree of O and the single parent P is merged with C (git-facts F8). The result is that of <c>git rebase</c>.
/// </remarks>
public sealed class ObjectDatabaseIntegration : IBatchingIntegration
{
    private static readonly Signature Nobody = new(new ByteText("collimate <>"), 0, new ByteText("+0000"));

    public async Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken)
    {
        var tips = request.Plan.RequiredTips;
        try
        {
            return request.Plan.Action switch
            {
                PlannedAction.FastForward => new IntegrationResult.Integrated(tips.Target),
                PlannedAction.Replay replay => await ReplayAsync(request, replay.Commits, cancellationToken),
                PlannedAction.Merge => await MergeAsync(request, cancellationToken),
                PlannedAction.AlreadyAligned or PlannedAction.KeepMerged or PlannedAction.Refuse =>
                    throw new InvalidOperationException($"BUG: {request.Plan.Action.GetType().Name} needs no integration"),
                _ => throw new System.Diagnostics.UnreachableException("BUG: unknown action"),
            };
        }
        catch (MalformedObjectException e)
        {
            return new IntegrationResult.Failed(OutcomeCodes.BadCommit, $"A commit cannot be read: {DisplayText.Escape(e.Message)}");
        }
    }

    private static async Task<IntegrationResult> ReplayAsync(
        IntegrationRequest request, IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken)
    {
        var workspace = request.Workspace;
        var commits = await workspace.ReadCommitsAsync(ids, cancellationToken);
        var beneath = await workspace.ReadSharedCommitAsync(commits[0].Parents[0], cancellationToken);
        var onto = request.Plan.RequiredTips.Target;
        var ontoCommit = await workspace.ReadSharedCommitAsync(onto, cancellationToken);

        var replayed = new List<ReplayedCommit>();
        var becameEmpty = new List<ObjectId>();
        for (var i = 0; i < commits.Count; i++)
        {
            var commit = commits[i];
            var wasEmpty = commit.Tree == (i == 0 ? beneath : commits[i - 1]).Tree;
            var baseCommit = WriteSynthetic(workspace, ontoCommit.Tree, commit.Parents[0]);
            var merged = await workspace.Lanes.MergeAsync(new MergePair(baseCommit, ids[i]), workspace.Budget, cancellationToken);
            if (merged is not MergeResult.Clean clean)
            {
                return IntegrationFailure.Of(merged, ids[i], commit.Subject, branchStage: ConflictStages.Theirs);
            }

            if (clean.Tree == ontoCommit.Tree && !wasEmpty)
            {
                becameEmpty.Add(ids[i]);
                continue;
            }

            ontoCommit = NewCommits.Reapplied(commit, clean.Tree, onto, workspace.Committer.For(commit.Committer, ontoCommit.Committer));
            onto = workspace.NewObjects.Write("commit", ontoCommit.ToBytes());
            replayed.Add(new ReplayedCommit(ids[i], onto, commit.Subject));
        }

        return new IntegrationResult.Integrated(onto)
        {
            Replayed = replayed,
            BecameEmpty = becameEmpty,
            SignaturesDropped = commits.Where((commit, i) => commit.IsSigned && !becameEmpty.Contains(ids[i])).Count(),
        };
    }

    private static async Task<IntegrationResult> MergeAsync(IntegrationRequest request, CancellationToken cancellationToken)
    {
        var workspace = request.Workspace;
        var tips = request.Plan.RequiredTips;
        var branch = await workspace.ReadSharedCommitAsync(tips.Old, cancellationToken);
        var target = await workspace.ReadSharedCommitAsync(tips.Target, cancellationToken);
        var merged = await workspace.Lanes.MergeAsync(new MergePair(tips.Old, tips.Target), workspace.Budget, cancellationToken);
        if (merged is not MergeResult.Clean clean)
        {
            return IntegrationFailure.Of(merged, tips.Old, branch.Subject, branchStage: ConflictStages.Ours);
        }

        var commit = NewCommits.Merged(request, clean.Tree, branch, target);
        return new IntegrationResult.Integrated(workspace.NewObjects.Write("commit", commit.ToBytes()));
    }

    private static ObjectId WriteSynthetic(AlignmentWorkspace workspace, ObjectId tree, ObjectId parent)
    {
        var commit = new CommitObject
        {
            Tree = tree,
            Parents = [parent],
            Author = Nobody.ToText(),
            Committer = Nobody,
            Message = ReadOnlyMemory<byte>.Empty,
        };
        return workspace.NewObjects.Write("commit", commit.ToBytes());
    }
}
