using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Integrating;

/// <summary>Lets the real <c>git rebase</c> and <c>git merge</c> work in private worktrees, where drivers, filters and hooks run.</summary>
/// <remarks>
/// Git decides which commits are applied and what their trees are. The commits themselves are written as
/// <see cref="ObjectDatabaseIntegration"/> writes them, because git would take their dates from a clock: where no program of
/// the repository has a say, both integrations make the same commits. So a hook can refuse, but not change a message.
/// </remarks>
public sealed class WorktreeIntegration : IIntegrationUtility
{
    public async Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken)
    {
        var tips = request.Plan.RequiredTips;
        try
        {
            return request.Plan.Action switch
            {
                PlannedAction.FastForward => new IntegrationResult.Integrated(tips.Target),
                PlannedAction.Replay replay => await RebaseAsync(request, replay, cancellationToken),
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
        catch (GitFailedException e)
        {
            return new IntegrationResult.Failed(OutcomeCodes.MergeFailed, $"git could not work in its worktree: {DisplayText.Escape(e.Message)}");
        }
    }

    private static async Task<IntegrationResult> RebaseAsync(
        IntegrationRequest request, PlannedAction.Replay planned, CancellationToken cancellationToken)
    {
        var (workspace, tips) = (request.Workspace, request.Plan.RequiredTips);
        await workspace.ReadCommitsAsync(planned.Commits, cancellationToken); // A damaged one is named before git stumbles over it.
        var result = await workspace.Worktrees.UseAsync(
            tips.Target, (worktree, token) => worktree.RebaseAsync(tips.Target, tips.Old, token), cancellationToken);
        if (result is RebaseResult.Stopped stopped)
        {
            var commit = (await workspace.ReadCommitsAsync([stopped.Commit], cancellationToken))[0];
            return IntegrationFailure.Of(stopped.Reason, stopped.Commit, commit.Subject, branchStage: ConflictStages.Theirs);
        }

        return await WriteAsync(request, planned, ((RebaseResult.Rewritten)result).Commits, cancellationToken);
    }

    /// <summary>Writes the commits that git made anew, with the same trees and with dates that come from no clock.</summary>
    private static async Task<IntegrationResult> WriteAsync(
        IntegrationRequest request, PlannedAction.Replay planned, IReadOnlyList<RewrittenCommit> rewritten, CancellationToken cancellationToken)
    {
        var workspace = request.Workspace;
        var originals = await workspace.ReadCommitsAsync([.. rewritten.Select(commit => commit.Old)], cancellationToken);
        var copies = await workspace.ReadCommitsAsync([.. rewritten.Select(commit => commit.New)], cancellationToken);
        var onto = request.Plan.RequiredTips.Target;
        var ontoCommit = await workspace.ReadSharedCommitAsync(onto, cancellationToken);

        var gitsTip = onto;
        var replayed = new List<ReplayedCommit>();
        var signatures = 0;
        for (var i = 0; i < rewritten.Count; i++)
        {
            // Git leaves out a commit of which nothing is left, and says that the one before it took its place.
            if (rewritten[i].New == gitsTip)
            {
                continue;
            }

            gitsTip = rewritten[i].New;
            var committer = workspace.Committer.For(originals[i].Committer, ontoCommit.Committer);
            ontoCommit = NewCommits.Reapplied(originals[i], copies[i].Tree, onto, committer);
            onto = await workspace.WriteCommitAsync(ontoCommit, cancellationToken);
            replayed.Add(new ReplayedCommit(rewritten[i].Old, onto, originals[i].Subject));
            signatures += originals[i].IsSigned && !workspace.SignsCommits ? 1 : 0;
        }

        return new IntegrationResult.Integrated(onto)
        {
            Replayed = replayed,
            BecameEmpty = [.. planned.Commits.Except(replayed.Select(commit => commit.Old))],
            LeftOutButDiffering = [.. planned.LeftOut.Where(leftOut => leftOut.Twin.Likeness != TwinLikeness.Exact)],
            SignaturesDropped = signatures,
        };
    }

    private static async Task<IntegrationResult> MergeAsync(IntegrationRequest request, CancellationToken cancellationToken)
    {
        var (workspace, tips) = (request.Workspace, request.Plan.RequiredTips);
        var branch = await workspace.ReadSharedCommitAsync(tips.Old, cancellationToken);
        var target = await workspace.ReadSharedCommitAsync(tips.Target, cancellationToken);
        var message = NewCommits.MergeMessage(request);
        var merged = await workspace.Worktrees.UseAsync(
            tips.Target, (worktree, token) => worktree.MergeAsync(tips.Target, tips.Old, message, token), cancellationToken);
        if (merged is not MergeResult.Clean clean)
        {
            return IntegrationFailure.Of(merged, tips.Old, branch.Subject, branchStage: ConflictStages.Ours);
        }

        var commit = NewCommits.Merged(request, clean.Tree, branch, target);
        return new IntegrationResult.Integrated(await workspace.WriteCommitAsync(commit, cancellationToken));
    }
}
