using Collimate.Benchmarks.Machine;
using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The integration of a run and nothing else, wired as <see cref="AlignmentRun"/> and <see cref="Speculation"/> wire it.</summary>
/// <remarks>
/// Measured from the first merge that is asked for to the last answer: starting, planning and the first look at what git says about
/// merges come before, and nothing is published. The only file of the benchmark that knows the inside of a run. Not for several threads.
/// </remarks>
/// <param name="recording">Gets what was written: nothing is deleted, because new files cost more where many were deleted just now.</param>
internal sealed class IntegrationAlone(string directory, string input, int lanes, MergeRecording recording)
{
    private const string Run = "bench";

    private readonly AlignmentHost _host = new()
    {
        Environment = recording.Environment,
        Time = TimeProvider.System,
        ProcessId = Environment.ProcessId,
        Tool = "bench",
    };

    private readonly Dictionary<string, string> _tips = new(StringComparer.Ordinal);
    private int _conflicted;
    private int _failed;

    /// <summary>This process must have been started for this alone, because all its processor time counts.</summary>
    public async Task<IntegrationReport> MeasureAsync()
    {
        var branches = CategorizedBranchesFile.Parse(await File.ReadAllBytesAsync(input), input).Branches;
        var options = OptionsFor(branches);
        using var git = Preflight.FindGit(_host, options.Orchestration);
        var repository = await Preflight.DiscoverAsync(git, directory, CancellationToken.None);
        var parts = new AlignmentRunParts(_host, options, new AlignmentModules())
        {
            Git = git,
            Repository = repository,
            Capabilities = await Preflight.ProbeAsync(repository, CancellationToken.None),
            Committer = await Preflight.ReadCommitterAsync(repository, CancellationToken.None),
            SignsCommits = false,
            Identity = new RunIdentity(Run, _host.ProcessId, _host.Time.GetUtcNow()),
            Folder = RunFolder.Create(recording.Directory, Run),
        };
        var attributes = new AttributeSandboxes(() => parts.Folder.Attributes, repository.Context);
        var plan = (await PlannedRun.MakeAsync(repository, options, new PlanInput(branches), attributes, CancellationToken.None)).Plan;
        using var quarantine = Quarantine.Create(repository, Run);
        recording.Redirect(quarantine.Directory);
        var (all, own) = await IntegrateAsync(plan, parts, quarantine, attributes);
        recording.Take(quarantine.Directory);
        return new IntegrationReport(all, own, _tips) { Conflicted = _conflicted, Failed = _failed };
    }

    private AlignmentOptions OptionsFor(IReadOnlyList<CategorizedBranch> branches)
    {
        var options = new AlignmentOptions();
        var primaries = branches.Select(branch => branch.AssignedTarget).Except(options.Targets).Order(StringComparer.Ordinal);
        return options with
        {
            Targets = [.. options.Targets, .. primaries],
            Orchestration = options.Orchestration with { EnableCircuitBreaker = false, MaxWorkersPerTarget = lanes },
        };
    }

    private async Task<(Cost All, Cost Own)> IntegrateAsync(RunPlan plan, AlignmentRunParts parts, Quarantine quarantine, AttributeSandboxes attributes)
    {
        await using var worktrees = new PrivateWorktrees(new PrivateWorktreeOptions(quarantine.Context, parts.Repository.CommonDirectory, parts.Repository.Format)
        {
            Count = 1,
            Person = parts.Committer.Identity,
            FindHooksAsync = _ => throw new InvalidOperationException("BUG: this integration needs no checkout"),
        });
        var (wall, own, childrenBefore) = await IntegrateAsync(plan, parts, attributes, new WorkspaceParts(parts.Repository, quarantine)
        {
            Worktrees = worktrees,
            Objects = new ObjectReadSession(quarantine.Context),
            TreeDiffs = new TreeDiffSession(quarantine.Context),
            Committer = parts.Committer,
        });

        // The time of a child is known when it has ended, and now all have; what they took to start is in it as well.
        return (new Cost(wall, own + ResourceUsage.ChildrenSeconds() - childrenBefore), new Cost(wall, own));
    }

    /// <returns>When all children of the integration have ended.</returns>
    private async Task<(double Wall, double Own, double ChildrenBefore)> IntegrateAsync(
        RunPlan plan, AlignmentRunParts parts, AttributeSandboxes attributes, WorkspaceParts workspace)
    {
        await using var objects = workspace.Objects;
        await using var treeDiffs = workspace.TreeDiffs;
        var memory = new MemoryLimit(parts.Options.Orchestration.MaxMemoryMb * 1024L * 1024L, parts.Git.Live);
        await using var mergeLanes = new MergeLanes(new MergeLaneOptions(lanes, memory, _host.Time));
        var merges = new TargetMerges(parts, attributes, mergeLanes);
        var work = new List<(BranchPlan Plan, AlignmentWorkspace Place)>();
        foreach (var group in plan.Groups)
        {
            work.AddRange(await PrepareAsync(group, merges, workspace));
        }

        var (ownBefore, childrenBefore) = (ResourceUsage.OwnSeconds(), ResourceUsage.ChildrenSeconds());
        var started = TimeProvider.System.GetTimestamp();
        await IntegrateAllAsync(work);
        return (TimeProvider.System.GetElapsedTime(started).TotalSeconds, ResourceUsage.OwnSeconds() - ownBefore, childrenBefore);
    }

    /// <summary>What is to be integrated in a group, and where.</summary>
    private static async Task<IEnumerable<(BranchPlan Plan, AlignmentWorkspace Place)>> PrepareAsync(
        TargetGroup group, TargetMerges merges, WorkspaceParts workspace)
    {
        var work = group.Branches.Where(plan => plan.Action is PlannedAction.FastForward or PlannedAction.Replay or PlannedAction.Merge).ToArray();
        if (work.Length == 0 || group.TargetTip is not { } target)
        {
            return [];
        }

        var place = new AlignmentWorkspace(workspace with
        {
            Merges = await merges.WithAsync(group, workspace, CancellationToken.None),
            Replays = new ReplayMemory(),
            LeftOut = new LeftOutInspection(
                workspace.TreeDiffs, () => TreeListing.ReadAsync(workspace.Repository.Context, target, CancellationToken.None)),
        });
        return work.Select(plan => (plan, place));
    }

    private async Task IntegrateAllAsync(IEnumerable<(BranchPlan Plan, AlignmentWorkspace Place)> work)
    {
        var integration = new ObjectDatabaseIntegration();
        var inFlight = new Queue<(BranchPlan Plan, Task<IntegrationResult> Work)>();
        foreach (var (plan, place) in work)
        {
            if (inFlight.Count == Speculation.Window)
            {
                await CountOldestAsync(inFlight);
            }

            var request = new IntegrationRequest(plan, place.WithBudget(BranchAlignment.BudgetFor(plan, TimeSpan.FromHours(1))));
            inFlight.Enqueue((plan, Task.Run(() => integration.IntegrateAsync(request, CancellationToken.None))));
        }

        while (inFlight.Count > 0)
        {
            await CountOldestAsync(inFlight);
        }
    }

    private async Task CountOldestAsync(Queue<(BranchPlan Plan, Task<IntegrationResult> Work)> inFlight)
    {
        var (plan, work) = inFlight.Dequeue();
        switch (await work)
        {
            case IntegrationResult.Integrated integrated:
                _tips.Add(plan.Branch, integrated.NewTip.ToString());
                break;
            case IntegrationResult.Conflicted:
                _conflicted++;
                break;
            default:
                _failed++;
                break;
        }
    }
}

/// <summary>What one integration took and what came of it.</summary>
/// <param name="Cost">Children included.</param>
/// <param name="Own">Without children.</param>
/// <param name="Tips">The new tip of every branch that was integrated.</param>
internal sealed record IntegrationReport(Cost Cost, Cost Own, IReadOnlyDictionary<string, string> Tips)
{
    public required int Conflicted { get; init; }

    public required int Failed { get; init; }
}
