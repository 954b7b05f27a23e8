using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Planning;

/// <summary>Refuses checked-out branches in whose worktrees somebody has left something unfinished.</summary>
internal static class CheckoutInspection
{
    /// <summary>Looks into the worktree of each branch that is to move with it.</summary>
    public static async Task<RunPlan> RefuseUnfinishedAsync(
        RunPlan plan, RepositorySnapshot snapshot, GitRepository repository, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.InspectCheckouts);
        var groups = new List<TargetGroup>(plan.Groups.Count);
        foreach (var group in plan.Groups)
        {
            var branches = new List<BranchPlan>(group.Branches.Count);
            foreach (var branch in group.Branches)
            {
                branches.Add(await InspectAsync(branch, snapshot, repository, cancellationToken));
            }

            groups.Add(group with { Branches = branches });
        }

        return plan with { Groups = groups };
    }

    private static async Task<BranchPlan> InspectAsync(
        BranchPlan plan, RepositorySnapshot snapshot, GitRepository repository, CancellationToken cancellationToken)
    {
        if (plan.Action is PlannedAction.Refuse or PlannedAction.AlreadyAligned or PlannedAction.KeepMerged
            || snapshot.Worktrees.Find(ReferenceName.Branch(plan.Branch)) is not BranchUse.CheckedOut use)
        {
            return plan;
        }

        if (snapshot.Worktrees.FindCheckout(repository.Context, repository.CommonDirectory, ReferenceName.Branch(plan.Branch)) is not { } checkout)
        {
            var reason = $"Branch '{DisplayText.Escape(plan.Branch)}' is checked out at {DisplayText.Escape(use.Worktree)} and elsewhere as well, or no link leads back from there";
            return plan with { Action = new PlannedAction.Refuse(OutcomeCodes.BranchCheckedOut, reason) };
        }

        var slots = repository.Context.Git.Slots;
        await slots.WaitAsync(cancellationToken);
        try
        {
            var unfinished = await checkout.FindUnfinishedAsync(cancellationToken);
            return unfinished is null
                ? plan with { Worktree = checkout.Path }
                : Refuse(plan, $"{CheckedOutBranch.Describe(plan.Branch, checkout.Path)} {DisplayText.Escape(unfinished)}");
        }
        catch (GitFailedException e)
        {
            return Refuse(plan, $"{CheckedOutBranch.Describe(plan.Branch, checkout.Path)} cannot be read: {DisplayText.Escape(e.Message)}");
        }
        finally
        {
            slots.Release();
        }
    }

    private static BranchPlan Refuse(BranchPlan plan, string reason) =>
        plan with { Action = new PlannedAction.Refuse(OutcomeCodes.WorktreeDirty, reason) };
}
