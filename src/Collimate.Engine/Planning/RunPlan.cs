using Collimate.Git.Objects;

namespace Collimate.Engine.Planning;

/// <summary>Everything a run will try, in the order in which it will be retired.</summary>
public sealed record RunPlan(IReadOnlyList<TargetGroup> Groups)
{
    public IEnumerable<BranchPlan> Branches => Groups.SelectMany(group => group.Branches);
}

/// <summary>The branches that follow one primary branch.</summary>
/// <param name="TargetTip">Pinned for the whole run; nothing when the primary branch does not exist.</param>
public sealed record TargetGroup(string Target, ObjectId? TargetTip, IReadOnlyList<BranchPlan> Branches);
