using Collimate.Engine.Categorizing;
using Collimate.Engine.Planning;

namespace Collimate.Engine.Orchestrating;

/// <summary>Which branches are planned and integrated once more, because somebody moved them, or what they stand on, during the run.</summary>
internal static class SecondAttempt
{
    /// <returns>None when nobody has moved any. A group whose breaker has opened gets no second attempt.</returns>
    public static IReadOnlyList<CategorizedBranch> BranchesOf(IReadOnlyList<CategorizedBranch> input, IReadOnlyList<GroupResult> first)
    {
        var again = first.Where(group => group.CircuitOpened is null).SelectMany(AgainOf).ToHashSet(StringComparer.Ordinal);
        return [.. input.Where(branch => again.Contains(branch.BranchName))];
    }

    /// <summary>What has moved, and what stands on nothing else that stayed where it was.</summary>
    private static HashSet<string> AgainOf(GroupResult group)
    {
        var again = new HashSet<string>(StringComparer.Ordinal);
        var aligned = group.Branches.Where(branch => branch.Status == BranchStatus.Completed || Has(branch, OutcomeCodes.MergeConflict))
            .Select(branch => branch.BranchName).ToHashSet(StringComparer.Ordinal); // Nothing waits for a branch that conflicts.
        foreach (var branch in group.Branches)
        {
            if (HasMoved(branch)
                || (Has(branch, OutcomeCodes.StackParentFailed) && branch.Plan.StandsOn.All(parent => again.Contains(parent) || aligned.Contains(parent))))
            {
                again.Add(branch.BranchName);
            }
        }

        return again;
    }

    /// <summary>The numbers of a plan, by which its files are named, stay those of the first.</summary>
    public static RunPlan WithNumbersOf(RunPlan first, RunPlan second)
    {
        var numbers = first.Branches.ToDictionary(plan => plan.Branch, plan => plan.Number, StringComparer.Ordinal);
        return new RunPlan([.. second.Groups.Select(group =>
            group with { Branches = [.. group.Branches.Select(plan => plan with { Number = numbers[plan.Branch] })] })]);
    }

    /// <summary>The first results, and those of the second attempt instead where there are any.</summary>
    public static IReadOnlyList<GroupResult> Merge(IReadOnlyList<GroupResult> first, IReadOnlyList<GroupResult> second)
    {
        var newer = second.SelectMany(group => group.Branches).ToDictionary(branch => branch.BranchName, StringComparer.Ordinal);
        return [.. first.Select(group =>
            group with { Branches = [.. group.Branches.Select(branch => newer.GetValueOrDefault(branch.BranchName, branch))] })];
    }

    private static bool HasMoved(BranchResult branch) => Has(branch, OutcomeCodes.BranchMoved);

    private static bool Has(BranchResult branch, OutcomeCode code) => branch.ErrorsDetected.Contains(code.Name, StringComparer.Ordinal);
}
