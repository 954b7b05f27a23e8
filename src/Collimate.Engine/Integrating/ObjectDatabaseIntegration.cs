using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;

namespace Collimate.Engine.Integrating;

/// <summary>Rebases and merges between objects: no index, no working tree, nothing checked out.</summary>
public sealed class ObjectDatabaseIntegration : IBatchingIntegration
{
    public async Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken)
    {
        var tips = request.Plan.RequiredTips;
        try
        {
            return request.Plan.Action switch
            {
                PlannedAction.FastForward => new IntegrationResult.Integrated(tips.Target),
                PlannedAction.Replay replay => await new BranchReplay(request.Workspace, replay).ApplyAsync(tips.Target, cancellationToken),
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
        catch (SigningFailedException e)
        {
            return new IntegrationResult.Failed(OutcomeCodes.SigningFailed, $"A commit cannot be signed: {DisplayText.Escape(e.Reason)}");
        }
    }

    private static async Task<IntegrationResult> MergeAsync(IntegrationRequest request, CancellationToken cancellationToken)
    {
        var workspace = request.Workspace;
        var tips = request.Plan.RequiredTips;
        var branch = await workspace.ReadSharedCommitAsync(tips.Old, cancellationToken);
        var target = await workspace.ReadSharedCommitAsync(tips.Target, cancellationToken);
        var merged = await workspace.Merges.MergeAsync(new MergePair(tips.Old, tips.Target), workspace.Budget, cancellationToken);
        if (merged is not MergeResult.Clean clean)
        {
            return IntegrationFailure.Of(merged, tips.Old, branch.Subject, branchStage: ConflictStages.Ours);
        }

        var commit = NewCommits.Merged(request, clean.Tree, branch, target);
        return new IntegrationResult.Integrated(await workspace.WriteCommitAsync(commit, cancellationToken));
    }
}
