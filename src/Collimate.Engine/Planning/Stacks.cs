using Collimate.Git.History;
using Collimate.Git.Objects;

namespace Collimate.Engine.Planning;

/// <summary>Finds out which branches of a group stand on which, and puts parents before their children.</summary>
/// <remarks>
/// B stands on A when A's tip is one of B's own commits and B is rebased. Their shared commits are replayed once, so the stack
/// keeps its shape by itself; what has to be known is the order, and whom to hold back when a parent does not move. Branches
/// with equal tips do not stand on each other. Pure.
/// </remarks>
internal static class Stacks
{
    private static readonly OutcomeCode[] InUse =
        [OutcomeCodes.BranchCheckedOut, OutcomeCodes.OperationInProgress, OutcomeCodes.WorktreeDirty, OutcomeCodes.WorktreeGone];

    /// <param name="plans">Of one target, in the order in which they would be retired if none stood on another.</param>
    /// <param name="divergence">What a branch has that the target has not.</param>
    public static IReadOnlyList<BranchPlan> InOrder(IReadOnlyList<BranchPlan> plans, Func<BranchPlan, Divergence> divergence)
    {
        var byTip = plans.Where(MayCarryOthers).ToLookup(plan => plan.RequiredTips.Old);
        var linked = plans
            .Select(plan => plan.Action is PlannedAction.Replay ? plan with { StandsOn = Below(plan, divergence(plan), byTip) } : plan)
            .ToArray();
        if (linked.All(plan => plan.StandsOn.Count == 0))
        {
            return linked;
        }

        var scheduled = ParentsFirst(linked, linked.ToDictionary(plan => plan.Branch, StringComparer.Ordinal));
        var late = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < scheduled.Count; i++)
        {
            if (scheduled[i].Scheduling == Scheduling.Sequential || scheduled[i].StandsOn.Any(late.Contains))
            {
                late.Add(scheduled[i].Branch);
            }
        }

        // Who stands on a branch that runs alone and late has to wait for it, and so runs alone and late as well.
        var byName = linked
            .Select(plan => late.Contains(plan.Branch) ? plan with { Scheduling = Scheduling.Sequential } : plan)
            .ToDictionary(plan => plan.Branch, StringComparer.Ordinal);
        return ParentsFirst([.. linked.Select(plan => byName[plan.Branch]).OrderBy(plan => plan.Scheduling)], byName);
    }

    /// <summary>A branch that could be aligned, or could be if nobody used it. Others do not hold back who stands on them.</summary>
    private static bool MayCarryOthers(BranchPlan plan) => plan.Action is PlannedAction.Replay
        || (plan is { Action: PlannedAction.Refuse refuse, Tips: not null } && InUse.Contains(refuse.Code));

    /// <summary>
    /// On one line the nearest is enough: whoever is below it holds the nearest back already. Where lines meet, it is all of them.
    /// </summary>
    private static string[] Below(BranchPlan plan, Divergence divergence, ILookup<ObjectId, BranchPlan> byTip)
    {
        var below = divergence.OwnCommits
            .Reverse()
            .Where(commit => commit != plan.RequiredTips.Old)
            .Select(commit => byTip[commit])
            .Where(branches => branches.Any());
        return [.. (divergence.HasMerges ? below : below.Take(1)).SelectMany(branches => branches).Select(branch => branch.Branch)];
    }

    private static List<BranchPlan> ParentsFirst(BranchPlan[] plans, Dictionary<string, BranchPlan> byName)
    {
        var result = new List<BranchPlan>(plans.Length);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<BranchPlan>();
        foreach (var plan in plans)
        {
            open.Push(plan);
            while (open.TryPeek(out var top))
            {
                var parent = top.StandsOn.FirstOrDefault(name => !placed.Contains(name));
                if (parent is not null)
                {
                    open.Push(byName[parent]);
                    continue;
                }

                open.Pop();
                if (placed.Add(top.Branch))
                {
                    result.Add(top);
                }
            }
        }

        return result;
    }
}
