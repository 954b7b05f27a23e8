using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Planning;

/// <summary>Decides what a run does with every branch, from one snapshot. Asks git nothing and changes nothing.</summary>
internal sealed class Planner(RepositorySnapshot snapshot, AlignmentOptions options)
{
    private const string SequentialTag = "tag:sequential_required";

    private readonly BackupNaming _backups = new(options.Orchestration.BackupBranchPrefix);
    private readonly AbsentBranch _absent = new(snapshot.References, new BackupNaming(options.Orchestration.BackupBranchPrefix));

    /// <exception cref="ContradictoryTargetsException">A branch is listed with two targets.</exception>
    public RunPlan Plan(IReadOnlyList<CategorizedBranch> branches)
    {
        using var step = Timeline.Start(Timeline.Decide);
        var distinct = branches
            .GroupBy(branch => branch.BranchName, StringComparer.Ordinal)
            .Select(TheOnlyOne)
            .ToArray();
        var primaries = distinct.Select(branch => branch.AssignedTarget).Concat(options.Targets).ToHashSet(StringComparer.Ordinal);

        var number = 0;
        var groups = new List<TargetGroup>();
        foreach (var group in InOrder(distinct.GroupBy(branch => branch.AssignedTarget, StringComparer.Ordinal)))
        {
            var target = snapshot.References.FindBranch(group.Key);
            var reaches = target is not null && snapshot.Commits.Contains(target.Target)
                ? snapshot.Graph.ReachableFrom(target.Target)
                : null;
            var primary = new Primary(target, reaches, primaries) { FormerTips = FormerTips(target, reaches) };
            var plans = Stacks.InOrder(
                [.. InOrder(group).Select(branch => PlanBranch(branch, primary))],
                plan => snapshot.Graph.Compare(plan.RequiredTips.Old, reaches!));
            groups.Add(new TargetGroup(group.Key, target?.Target, [.. plans.Select(plan => plan with { Number = ++number })]));
        }

        return new RunPlan(groups);
    }

    private static CategorizedBranch TheOnlyOne(IGrouping<string, CategorizedBranch> sameName)
    {
        var targets = sameName.Select(branch => branch.AssignedTarget).Distinct(StringComparer.Ordinal).ToArray();
        return targets.Length == 1
            ? sameName.First()
            : throw new ContradictoryTargetsException(sameName.Key, targets);
    }

    private IEnumerable<IGrouping<string, CategorizedBranch>> InOrder(IEnumerable<IGrouping<string, CategorizedBranch>> groups) =>
        groups
            .OrderBy(group => options.Targets.Contains(group.Key, StringComparer.Ordinal)
                ? options.Targets.ToList().IndexOf(group.Key)
                : int.MaxValue)
            .ThenBy(group => group.Key, StringComparer.Ordinal);

    private static IEnumerable<CategorizedBranch> InOrder(IEnumerable<CategorizedBranch> branches) =>
        branches
            .OrderBy(branch => SchedulingOf(branch))
            .ThenByDescending(branch => branch.Confidence ?? 0)
            .ThenBy(branch => branch.BranchName, StringComparer.Ordinal);

    private static Scheduling SchedulingOf(CategorizedBranch branch) =>
        branch.Tags.Contains(SequentialTag, StringComparer.Ordinal) ? Scheduling.Sequential : Scheduling.Parallel;

    /// <summary>Where the primary branch was once and is no longer: it was rewritten.</summary>
    private HashSet<ObjectId> FormerTips(Reference? target, bool[]? reaches) => target is null || reaches is null
        ? []
        : [.. snapshot.FormerTips(target.Name).Where(tip => snapshot.Graph.Contains(tip) && !reaches[snapshot.Graph.IndexOf(tip)])];

    /// <returns>Without a number, which only the order of the whole group gives.</returns>
    private BranchPlan PlanBranch(CategorizedBranch branch, Primary primary)
    {
        var reference = snapshot.References.FindBranch(branch.BranchName);
        var tips = reference is not null && primary.Reference is not null
            ? new BranchTips(reference.Target, primary.Reference.Target)
            : null;
        var action = Refusal(branch, reference, primary) ?? Work(reference!, primary);
        return new BranchPlan(0, branch.BranchName, branch.AssignedTarget, tips, action)
        {
            Scheduling = SchedulingOf(branch),
            Warnings = action is PlannedAction.Refuse ? [] : [.. WarningsOfCase(reference!), .. WarningsOfRewriting(reference!, primary)],
        };
    }

    private IEnumerable<BranchWarning> WarningsOfCase(Reference reference) =>
        DescribeOtherCase(reference) is { } difference ? [new BranchWarning(OutcomeCodes.BranchDiffersInCase, difference)] : [];

    private IEnumerable<BranchWarning> WarningsOfRewriting(Reference reference, Primary primary)
    {
        if (primary.FormerTips.Count == 0)
        {
            return [];
        }

        var own = snapshot.Graph.Compare(reference.Target, primary.Reaches!).OwnCommits;
        return own.Where(primary.FormerTips.Contains).TakeLast(1).Select(former => new BranchWarning(
            OutcomeCodes.PrimaryRewritten,
            $"Branch '{DisplayText.Escape(reference.Name.ShortName)}' contains {former.Abbreviated}, where its target once was and no longer is"));
    }

    private string? DescribeOtherCase(Reference reference) => snapshot.References.FindOtherCase(reference.Name) is { } other
        ? $"The names of branch '{DisplayText.Escape(reference.Name.ShortName)}' and '{DisplayText.Escape(other.ShortName)}' differ only in case"
        : null;

    private PlannedAction.Refuse? Refusal(CategorizedBranch branch, Reference? reference, Primary primary)
    {
        var name = DisplayText.Escape(branch.BranchName);
        var target = DisplayText.Escape(branch.AssignedTarget);
        // A branch whose name begins with a dash can exist and is like any other; these two would be mistaken for the current commit.
        var isMisleading = branch.BranchName is "HEAD" or "@";
        if ((reference is null || isMisleading) && BranchNameRules.FindViolation(branch.BranchName) is { } violation)
        {
            return new PlannedAction.Refuse(OutcomeCodes.BranchNameInvalid, $"'{name}' is no name of a branch: it {violation}");
        }

        if (snapshot.References.IsBrokenBranch(branch.BranchName))
        {
            return new PlannedAction.Refuse(OutcomeCodes.BranchBroken, $"Branch '{name}' has an empty or damaged reference file");
        }

        if (reference is null)
        {
            return new PlannedAction.Refuse(OutcomeCodes.BranchMissing, _absent.Describe("Branch", branch.BranchName));
        }

        if (primary.Names.Contains(branch.BranchName))
        {
            return new PlannedAction.Refuse(OutcomeCodes.BranchIsPrimary, $"Branch '{name}' is itself a primary branch");
        }

        if (_backups.IsBackup(branch.BranchName))
        {
            return new PlannedAction.Refuse(OutcomeCodes.BranchIsBackup, $"Branch '{name}' is named like a backup");
        }

        if (primary.Reference is null)
        {
            return new PlannedAction.Refuse(OutcomeCodes.TargetMissing, _absent.Describe("Primary branch", branch.AssignedTarget));
        }

        if (primary.Reaches is null)
        {
            return new PlannedAction.Refuse(
                OutcomeCodes.TargetUnreadable, $"Primary branch '{target}' points at {primary.Reference.Target}, which is not a readable commit");
        }

        return OwnRefusal(reference, name);
    }

    private PlannedAction.Refuse? OwnRefusal(Reference reference, string name)
    {
        if (reference.SymbolicTarget is { } points)
        {
            return new PlannedAction.Refuse(
                OutcomeCodes.BranchSymbolic, $"Branch '{name}' only points at '{DisplayText.Escape(points.ShortName)}'");
        }

        if (snapshot.IgnoresCase && DescribeOtherCase(reference) is { } difference)
        {
            return new PlannedAction.Refuse(OutcomeCodes.BranchNameAmbiguous, $"{difference}, which this file system does not tell apart");
        }

        if (!snapshot.Commits.Contains(reference.Target))
        {
            return new PlannedAction.Refuse(
                OutcomeCodes.BranchUnreadable, $"Branch '{name}' points at {reference.Target}, which is not a readable commit");
        }

        return snapshot.Worktrees.Find(reference.Name) switch
        {
            null => null,
            BranchUse.CheckedOut when options.CheckedOut == CheckedOutBranches.Include => null,
            BranchUse.CheckedOut use => new PlannedAction.Refuse(
                OutcomeCodes.BranchCheckedOut, $"Branch '{name}' is checked out at {DisplayText.Escape(use.Worktree)}"),
            BranchUse.InLostWorktree use => new PlannedAction.Refuse(
                OutcomeCodes.WorktreeGone,
                $"Branch '{name}' is checked out at {DisplayText.Escape(use.Worktree)}, which does not exist any more"),
            BranchUse.InOperation use => new PlannedAction.Refuse(
                OutcomeCodes.OperationInProgress,
                $"Branch '{name}' is in the middle of a {use.Operation} recorded in {DisplayText.Escape(use.GitDirectory)}"),
            _ => throw new System.Diagnostics.UnreachableException("BUG: unknown use of a branch"),
        };
    }

    private PlannedAction Work(Reference reference, Primary primary)
    {
        var divergence = snapshot.Graph.Compare(reference.Target, primary.Reaches!);
        if (divergence.Meetings.Contains(primary.Reference!.Target))
        {
            return new PlannedAction.AlreadyAligned();
        }

        if (divergence.OwnCommits.Count == 0)
        {
            return options.Integration.MergedBranches == MergedBranches.Move ? new PlannedAction.FastForward() : new PlannedAction.KeepMerged();
        }

        if (divergence.Meetings.Count == 0)
        {
            var name = DisplayText.Escape(reference.Name.ShortName);
            return snapshot.Completeness.HasFlag(Completeness.Shallow)
                ? new PlannedAction.Refuse(OutcomeCodes.ShallowBoundary, $"The history of branch '{name}' is cut off before it meets its target")
                : new PlannedAction.Refuse(OutcomeCodes.UnrelatedHistory, $"Branch '{name}' shares no commit with its target");
        }

        return Integration(reference, divergence);
    }

    private PlannedAction Integration(Reference reference, Divergence divergence)
    {
        var strategy = options.Integration.Strategy;
        var merges = divergence.HasMerges ? options.Integration.BranchesWithMerges : BranchesWithMerges.Flatten;
        return (strategy, merges) switch
        {
            (IntegrationStrategy.Merge, _) or (_, BranchesWithMerges.Merge) => new PlannedAction.Merge(),
            (_, BranchesWithMerges.Refuse) => new PlannedAction.Refuse(
                OutcomeCodes.BranchHasMerges, $"Branch '{DisplayText.Escape(reference.Name.ShortName)}' has merge commits of its own"),
            _ => new PlannedAction.Replay(snapshot.Graph.InReplayOrder(divergence))
            {
                WhenConflicted = strategy == IntegrationStrategy.Auto ? WhenConflicted.Merge : WhenConflicted.Fail,
            },
        };
    }

    private sealed record Primary(Reference? Reference, bool[]? Reaches, IReadOnlySet<string> Names)
    {
        public required HashSet<ObjectId> FormerTips { get; init; }
    }
}
