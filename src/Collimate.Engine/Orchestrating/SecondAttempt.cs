using Collimate.Engine.Categorizing;
using Collimate.Engine.Planning;

namespace Collimate.Engine.Orchestrating;

/// <summary>Which branches are planned and integrated once more, because somebody moved them, or what they stand on, during the run.</summary>
internal static class SecondAttempt
{
    /// <returns>None when nobody has moved any.</returns>
    public static IReadOnlyList<CategorizedBranch> BranchesOf(IReadOnlyList<CategorizedBranch> input, IReadOnlyList<GroupResult> first)
    {
        var lost = first.Where(group => group.Branches.Any(HasMoved))
            .SelectMany(group => group.Branches.Where(branch => HasMoved(branch) || Has(branch, OutcomeCodes.StackParentFailed)))
            .Select(branch => branch.BranchName)
            .ToHashSet(StringComparer.Ordinal);
        return [.. input.Where(branch => lost.Contains(branch.BranchName))];
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
