using Collimate.Engine.Categorizing;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Engine.RollingBack;
using Collimate.Engine.Safety;
using Collimate.Git;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;
using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>One run in one repository, which it holds from beginning to end.</summary>
internal sealed class AlignmentRun(AlignmentRunParts parts)
{
    private readonly OrchestrationOptions _limits = parts.Options.Orchestration;
    private readonly AttributeSandboxes _attributes = new(() => parts.Folder.Attributes, parts.Repository.Context);
    private readonly MemoryLimit _memory = new(parts.Options.Orchestration.MaxMemoryMb * 1024L * 1024L, parts.Git.Live);

    // The latest one, also after it was disposed: it knows whether a branch may have moved.
    private Publisher? _publisher;

    /// <exception cref="AlignmentException">The run stopped for a reason that a person can act on.</exception>
    public async Task<RunResult> RunAsync(IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken)
    {
        try
        {
            return await RunUnguardedAsync(branches, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitFailedException)
        {
            throw new StorageFailedException(parts.Identity.Id, _publisher?.OldTips ?? TipsBeforeTheRun.NotKept, e);
        }
    }

    private async Task<RunResult> RunUnguardedAsync(IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken)
    {
        // Before anybody looks at tips: one of a branch that is deleted then would be gone before it is kept.
        using var pause = await HeldRepository.PauseCollectionAsync(parts.Repository, parts.Host, cancellationToken);
        var planned = await PlannedRun.MakeAsync(parts.Repository, parts.Options, new PlanInput(branches), _attributes, cancellationToken);

        using var folderLogs = parts.Host.OpenLogs(parts.Folder.Location);
        var log = folderLogs.CreateLogger("Collimate");
        using var journal = RunJournal.Create(parts.Folder.Journal, parts.Host.Time);
        var records = new RunRecords(parts, journal, log);
        records.Begin(planned.Plan);

        var warnings = RunWarnings.AboutCollection(pause).Concat(RunWarnings.AboutReplacements(planned.Snapshot)).ToList();
        var preparation = new Preparation(planned, journal, log, warnings);
        var groups = await AlignAsync(preparation, cancellationToken);
        if (SecondAttempt.BranchesOf(branches, groups) is { Count: > 0 } moved && !cancellationToken.IsCancellationRequested)
        {
            groups = SecondAttempt.Merge(groups, await AlignAgainAsync(preparation, moved, cancellationToken));
        }

        warnings.AddRange([.. await RunWarnings.AboutTargetsAsync(planned.Plan, parts.Repository.Context), .. RunWarnings.AboutLeftovers(parts.Repository)]);
        var result = new RunResult(parts.Identity.Id, parts.Folder.Location, groups)
        {
            StartedAt = parts.Identity.StartedAt,
            Duration = parts.Host.Time.GetUtcNow() - parts.Identity.StartedAt,
            End = cancellationToken.IsCancellationRequested && groups.Any(IsUnfinished) ? RunEnd.Interrupted : RunEnd.Finished,
            Warnings = [.. warnings.Distinct(StringComparer.Ordinal)],
            PeakMemoryBytes = _memory.PeakBytes,
        };
        records.Conclude(result);
        return result;
    }

    /// <summary>Plans and aligns branches that somebody has moved, from where they are now, on the targets as they were.</summary>
    private async Task<IReadOnlyList<GroupResult>> AlignAgainAsync(
        Preparation first, IReadOnlyList<CategorizedBranch> moved, CancellationToken cancellationToken)
    {
        first.Log.PlannedAgain(moved.Count);
        try
        {
            var targets = first.Plan.Groups.Where(group => group.TargetTip is not null)
                .ToDictionary(group => ReferenceName.Branch(group.Target), group => group.TargetTip!.Value);
            var input = new PlanInput(moved) { Pinned = targets };
            var planned = await PlannedRun.MakeAsync(parts.Repository, parts.Options, input, _attributes, cancellationToken);
            var again = planned with { Plan = SecondAttempt.WithNumbersOf(first.Planned.Plan, planned.Plan) };
            return await AlignAsync(first with { Planned = again, Before = first }, cancellationToken);
        }
        catch (Exception e) when (e is RepositoryUnsuitableException or KeepRefusedException or IOException or UnauthorizedAccessException or GitFailedException)
        {
            // Nothing of the second attempt has been published yet: what the first one did stands.
            first.Warnings.Add($"branches that moved during the run could not be tried again: {DisplayText.Escape(e.Message)}");
            return [];
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return []; // What the first attempt found stands.
        }
    }

    private static bool IsUnfinished(GroupResult group) => group is { NotAttempted.Count: > 0, CircuitOpened: null };

    private async Task<IReadOnlyList<GroupResult>> AlignAsync(Preparation preparation, CancellationToken cancellationToken)
    {
        preparation.Warnings.AddRange(RunWarnings.AboutLeftovers(parts.Repository));
        using var quarantine = Quarantine.Create(parts.Repository, parts.Identity.Id);
        await using var objects = new ObjectReadSession(quarantine.Context);
        await using var treeDiffs = new TreeDiffSession(quarantine.Context);
        await using var worktrees = NewWorktrees(quarantine, preparation);
        var workspace = new WorkspaceParts(parts.Repository, quarantine)
        {
            Worktrees = worktrees,
            Objects = objects,
            TreeDiffs = treeDiffs,
            Committer = parts.Committer,
            Signing = parts.SignsCommits ? new CommitSigning(quarantine.Context, objects) : null,
        };

        await using var publisher = await PreparePublisherAsync(preparation, workspace, cancellationToken);
        _publisher = publisher;
        try
        {
            var progress = new ProgressCount(preparation.Plan.Branches.Count(), preparation.Before is null ? parts.Host.Progress : _ => { });
            var retirement = NewRetirement(preparation, publisher);
            await using var lanes = new MergeLanes(new MergeLaneOptions(CountLanes(), _memory, parts.Host.Time));
            var merges = new TargetMerges(parts, _attributes, lanes);
            await using var speculation = new Speculation(preparation.Plan.Groups, (group, turn) => PrepareAsync(group, turn, preparation, workspace, merges))
            {
                Time = parts.Host.Time,
                Began = retirement.Began,
                Finished = progress.Finished,
            };
            var groupRun = new GroupRun(speculation, retirement, progress);
            await using var explanations = new ConflictExplanations(
                new ConflictExplanation(parts.Repository.Context, preparation.Snapshot.Graph, preparation.Planned.Touched, parts.Host.Time), cancellationToken);
            foreach (var group in preparation.Plan.Groups)
            {
                explanations.Add(await AlignGroupAsync(group, preparation.Log, groupRun, cancellationToken));
            }

            var results = await explanations.CompleteAsync();
            preparation.Warnings.AddRange(explanations.Warnings.Concat(merges.Warnings).Except(preparation.Warnings, StringComparer.Ordinal));
            if (!_limits.AutoCleanupBackups)
            {
                return results;
            }

            var removed = await publisher.RemoveVisibleBackupsAsync();
            return [.. results.Select(group => group.WithoutBackups(removed))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitFailedException)
        {
            throw new StorageFailedException(parts.Identity.Id, publisher.OldTips, e);
        }
    }

    // Merging waits for nothing but processors; a second lane still works while the first one reads.
    private int CountLanes() => _limits.EnableParallelization
        ? Math.Min(Math.Min(_limits.MaxWorkersPerTarget, _limits.MaxConcurrentGitOps), Math.Max(2, parts.Host.Processors))
        : 1;

    private async Task<GroupResult> AlignGroupAsync(TargetGroup group, ILogger log, GroupRun groupRun, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.Group, group.Target)?.SetTag("target", group.Target).SetTag("branches", group.Branches.Count);
        var result = await groupRun.RunAsync(group, new CircuitBreaker(_limits), cancellationToken);
        if (result.CircuitOpened is { } reason)
        {
            log.CircuitOpened(group.Target, reason, result.NotAttempted.Count);
        }

        return result;
    }

    private async Task<BranchAlignment> PrepareAsync(
        TargetGroup group, GroupTurn turn, Preparation preparation, WorkspaceParts workspace, TargetMerges merges)
    {
        string? unreadable = null;
        try
        {
            if (group.Branches.Any(BranchAlignment.NeedsMerges))
            {
                workspace = workspace with { Merges = await merges.WithAsync(group, workspace, turn.Discarded) };
            }
        }
        catch (TargetUnreadableException e)
        {
            // The other groups can still be aligned.
            unreadable = e.Message;
        }

        return new BranchAlignment(
            new BranchAlignmentParts(parts.Identity.Id, parts.Options, parts.Modules, WorkspaceOf(group, workspace, turn.Discarded))
            {
                Time = parts.Host.Time,
                Log = preparation.Log,
                Turn = turn.Comes,
                TargetUnreadable = unreadable,
            });
    }

    private static AlignmentWorkspace WorkspaceOf(TargetGroup group, WorkspaceParts workspace, CancellationToken cancellationToken) => new(workspace with
    {
        Replays = new ReplayMemory(),
        LeftOut = group.TargetTip is { } target
            ? new LeftOutInspection(workspace.TreeDiffs, () => TreeListing.ReadAsync(workspace.Repository.Context, target, cancellationToken))
            : null,
    });

    private Retirement NewRetirement(Preparation preparation, Publisher publisher) =>
        new(new RetirementParts(publisher, preparation.Journal, parts.Folder, preparation.Log)
        {
            Audit = _limits.AuditTrailEnabled ? AuditTrail.Full : AuditTrail.RecoveryOnly,
            FastForwardsAs = parts.Options.Integration.Strategy == IntegrationStrategy.Merge ? "merge" : "rebase",
        });

    private PrivateWorktrees NewWorktrees(Quarantine quarantine, Preparation preparation) =>
        new(new PrivateWorktreeOptions(quarantine.Context, parts.Repository.CommonDirectory, parts.Repository.Format)
        {
            Count = _limits.EnableParallelization ? _limits.MaxWorkersPerTarget : 1,
            Person = parts.Committer.Identity,
            FindHooksAsync = token => Hooks.ListForWorktreesAsync(parts.Repository, preparation.Snapshot.Worktrees, token),
        });

    private async Task<Publisher> PreparePublisherAsync(Preparation preparation, WorkspaceParts workspace, CancellationToken cancellationToken)
    {
        var snapshot = preparation.Snapshot;
        var hooks = await Hooks.FindAsync(parts.Repository, snapshot.Worktrees, parts.Options.Publish.Hooks, cancellationToken);
        if (hooks.Warning is { } warning)
        {
            preparation.Warnings.Add(warning);
        }

        var recorded = await KeepReference.ReadRecordedAsync(
            [.. KeepReference.AllIn(snapshot.References).Select(keep => keep.Reference.Target)], workspace.Objects, cancellationToken);
        var movable = (preparation.Before?.Plan.Branches ?? []).Concat(preparation.Plan.Branches)
            .Where(plan => plan.Action is PlannedAction.FastForward or PlannedAction.Replay or PlannedAction.Merge);
        return new Publisher(new PublisherParts(parts.Identity.Id, parts.Repository, workspace.Quarantine, [.. movable])
        {
            Kept = snapshot.References.Find(KeepReference.For(parts.Identity.Id))?.Target,
            Journal = preparation.Journal,
            Time = parts.Host.Time,
            Backups = new VisibleBackups(_limits, snapshot.References, recorded),
            Worktrees = snapshot.Worktrees,
            Committer = workspace.Committer.Identity,
            HooksPath = hooks.Directory,
            CheckedOut = parts.Options.CheckedOut,
        });
    }

    /// <summary>What the beginning of a run hands to its middle.</summary>
    private sealed record Preparation(PlannedRun Planned, RunJournal Journal, ILogger Log, List<string> Warnings)
    {
        public RepositorySnapshot Snapshot => Planned.Snapshot;

        public RunPlan Plan => Planned.Plan;

        /// <summary>The first attempt, of which this is the second.</summary>
        public Preparation? Before { get; init; }
    }
}

/// <summary>What a run is given.</summary>
internal sealed record AlignmentRunParts(AlignmentHost Host, AlignmentOptions Options, AlignmentModules Modules)
{
    public required GitInstallation Git { get; init; }

    public required GitRepository Repository { get; init; }

    /// <summary>What of the installed git is used.</summary>
    public required GitCapabilities Capabilities { get; init; }

    public required CommitterPolicy Committer { get; init; }

    public required bool SignsCommits { get; init; }

    public required RunIdentity Identity { get; init; }

    public required RunFolder Folder { get; init; }
}
