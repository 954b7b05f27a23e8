using System.Text.Json;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Engine.Safety;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>One run in one repository, which it holds from beginning to end.</summary>
internal sealed class AlignmentRun(AlignmentRunParts parts)
{
    private readonly OrchestrationOptions _limits = parts.Options.Orchestration;
    private readonly MemoryLimit _memory = new(parts.Options.Orchestration.MaxMemoryMb * 1024L * 1024L, parts.Git.Live);

    private int Lanes => _limits.EnableParallelization ? Math.Min(_limits.MaxWorkersPerTarget, _limits.MaxConcurrentGitOps) : 1;

    /// <exception cref="AlignmentException">The run stopped for a reason that a person can act on.</exception>
    public async Task<RunResult> RunAsync(IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken)
    {
        var snapshot = await RepositorySnapshot.ReadAsync(parts.Repository, branches, cancellationToken);
        var plan = new Planner(snapshot, parts.Options).Plan(branches);

        using var folderLogs = parts.Host.OpenLogs(parts.Folder.Location);
        var log = folderLogs.CreateLogger("Collimate");
        using var journal = RunJournal.Create(parts.Folder.Journal, parts.Host.Time);
        Begin(journal, log, plan);

        var warnings = new List<string>();
        var groups = plan.Branches.Any(branch => branch.Action is not PlannedAction.Refuse)
            ? await AlignAsync(new Preparation(snapshot, plan, journal, log, warnings), cancellationToken)
            : await RefuseAllAsync(plan, journal, log);
        var result = new RunResult(parts.Identity.Id, parts.Folder.Location, groups)
        {
            StartedAt = parts.Identity.StartedAt,
            Duration = parts.Host.Time.GetUtcNow() - parts.Identity.StartedAt,
            End = cancellationToken.IsCancellationRequested && groups.Any(IsUnfinished) ? RunEnd.Interrupted : RunEnd.Finished,
            Warnings = warnings,
            PeakMemoryBytes = _memory.PeakBytes,
        };
        Conclude(result, journal, log);
        return result;
    }

    private static bool IsUnfinished(GroupResult group) => group is { NotAttempted.Count: > 0, CircuitOpened: null };

    private async Task<IReadOnlyList<GroupResult>> AlignAsync(Preparation preparation, CancellationToken cancellationToken)
    {
        using var quarantine = Quarantine.Create(parts.Repository, parts.Identity.Id);
        await using var objects = new ObjectReadSession(quarantine.Context);
        await using var treeDiffs = new TreeDiffSession(quarantine.Context);
        await using var lanes = await StartLanesAsync(quarantine, preparation, cancellationToken);
        var committer = new CommitterPolicy(
            await ReadCommitterAsync(cancellationToken),
            parts.Git.Environment.FixesCommitterDate ? CommitDates.FixedByCaller : CommitDates.FromCommits);
        var workspace = new AlignmentWorkspace(new WorkspaceParts(parts.Repository, quarantine, lanes)
        {
            Objects = objects,
            TreeDiffs = treeDiffs,
            Committer = committer,
        });

        await using var publisher = await PreparePublisherAsync(preparation, quarantine, workspace, cancellationToken);
        var retirement = NewRetirement(preparation.Journal, preparation.Log, publisher.PublishAsync);
        var groups = await RunGroupsAsync(preparation, workspace, retirement, cancellationToken);
        return _limits.AutoCleanupBackups
            ? WithoutBackups(groups, await publisher.RemoveVisibleBackupsAsync())
            : groups;
    }

    private static IReadOnlyList<GroupResult> WithoutBackups(IReadOnlyList<GroupResult> groups, IReadOnlySet<string> removed)
    {
        return [.. groups.Select(group => group with { Branches = [.. group.Branches.Select(WithoutBackup)] })];

        BranchResult WithoutBackup(BranchResult branch) => branch.VisibleBackup is { } backup && removed.Contains(backup)
            ? branch with { VisibleBackup = null, VisibleBackupSkipped = "visible backups are removed when the run has ended" }
            : branch;
    }

    private async Task<IReadOnlyList<GroupResult>> RunGroupsAsync(
        Preparation preparation, AlignmentWorkspace workspace, Retirement retirement, CancellationToken cancellationToken)
    {
        using var alignment = new BranchAlignment(
            new BranchAlignmentParts(parts.Identity.Id, parts.Options, parts.Modules, workspace)
            {
                Time = parts.Host.Time,
                Log = preparation.Log,
            });
        var progress = new ProgressCount(preparation.Plan.Branches.Count(), parts.Host.Progress);
        var results = new List<GroupResult>();
        foreach (var group in preparation.Plan.Groups)
        {
            var result = await new GroupRun(alignment, retirement, progress).RunAsync(group, new CircuitBreaker(_limits), cancellationToken);
            results.Add(result);
            if (result.CircuitOpened is { } reason)
            {
                preparation.Log.CircuitOpened(group.Target, reason, result.NotAttempted.Count);
            }
        }

        return results;
    }

    /// <summary>Nothing is to be merged or moved, so nothing of git is started.</summary>
    private async Task<IReadOnlyList<GroupResult>> RefuseAllAsync(RunPlan plan, RunJournal journal, ILogger log)
    {
        var retirement = NewRetirement(journal, log, _ => throw new System.Diagnostics.UnreachableException("BUG: a refusal is published"));
        var progress = new ProgressCount(plan.Branches.Count(), parts.Host.Progress);
        var results = new List<GroupResult>();
        foreach (var group in plan.Groups)
        {
            var outcomes = group.Branches.Select(branch => Refuse(branch, retirement, progress)).ToArray();
            var refused = await retirement.RetireAsync(outcomes, new CircuitBreaker(_limits));
            results.Add(new GroupResult(group.Target, group.TargetTip, refused, []));
            progress.GroupEnded(refused.Count);
        }

        return results;
    }

    private static BranchOutcome.Refused Refuse(BranchPlan branch, Retirement retirement, ProgressCount progress)
    {
        var refuse = branch.Action as PlannedAction.Refuse
            ?? throw new System.Diagnostics.UnreachableException("BUG: this plan has nothing but refusals");
        retirement.Began(branch);
        progress.Finished();
        return new BranchOutcome.Refused(branch, refuse.Code, refuse.Reason);
    }

    private Retirement NewRetirement(
        RunJournal journal, ILogger log, Func<IReadOnlyList<Publication>, Task<IReadOnlyList<PublicationResult>>> publish) =>
        new(new RetirementParts(publish, journal, parts.Folder, log)
        {
            Audit = _limits.AuditTrailEnabled ? AuditTrail.Full : AuditTrail.RecoveryOnly,
        });

    private async Task<MergeLanes> StartLanesAsync(Quarantine quarantine, Preparation preparation, CancellationToken cancellationToken)
    {
        var context = quarantine.Context with { WorkingDirectory = parts.Folder.Attributes };
        var beneath = preparation.Plan.Groups.Select(group => group.TargetTip).OfType<ObjectId>().First(preparation.Snapshot.Commits.Contains);
        var probe = MergeProbe.Write(quarantine.Objects, beneath);
        try
        {
            var lanes = await MergeLanes.StartAsync(new MergeLaneOptions(context, Lanes, _memory, parts.Host.Time), probe, cancellationToken);
            foreach (var standing in lanes.StandingErrors)
            {
                preparation.Warnings.Add($"git says about every merge of this repository: {DisplayText.Escape(standing)}");
            }

            return lanes;
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException(
                "git cannot merge in the object database", e.Message, "Nothing was done. Git 2.38 or newer is needed; run git fsck if it is.", e);
        }
    }

    private async Task<Signature> ReadCommitterAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Repository.ReadCommitterAsync(cancellationToken);
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException(
                "git does not know who commits",
                e.Error.Trim().Split('\n')[^1],
                "Nothing was done. Run: git config --global user.name \"Your Name\" && git config --global user.email you@example.com",
                e);
        }
    }

    private async Task<Publisher> PreparePublisherAsync(
        Preparation preparation, Quarantine quarantine, AlignmentWorkspace workspace, CancellationToken cancellationToken)
    {
        var snapshot = preparation.Snapshot;
        var recorded = await KeepReference.ReadRecordedAsync(snapshot.References, workspace, cancellationToken);
        var movable = preparation.Plan.Branches
            .Where(plan => plan.Action is PlannedAction.FastForward or PlannedAction.Replay or PlannedAction.Merge);
        return new Publisher(new PublisherParts(parts.Identity.Id, parts.Repository, quarantine, [.. movable])
        {
            Journal = preparation.Journal,
            Backups = new VisibleBackups(_limits, snapshot, recorded),
            Committer = workspace.Committer.Identity,
            HooksPath = await Hooks.FindAsync(parts.Repository, snapshot.Worktrees, parts.Options.Publish.Hooks, cancellationToken),
        });
    }

    private void Begin(RunJournal journal, ILogger log, RunPlan plan)
    {
        log.RunStarted(parts.Identity.Id, plan.Branches.Count(), plan.Groups.Count);
        journal.Note("run_started", json => WriteStart(json, plan));
        journal.Append();
    }

    private void WriteStart(Utf8JsonWriter json, RunPlan plan)
    {
        json.WriteNumber("journal_version", 1);
        json.WriteString("run", parts.Identity.Id);
        json.WriteString("tool", parts.Host.Tool);
        json.WriteNumber("process", parts.Identity.ProcessId);
        json.WriteString("repository", parts.Repository.CommonDirectory);
        json.WriteStartObject("targets");
        foreach (var group in plan.Groups)
        {
            json.WriteString(group.Target, group.TargetTip?.ToString() ?? "missing");
        }

        json.WriteEndObject();
    }

    private void Conclude(RunResult result, RunJournal journal, ILogger log)
    {
        File.WriteAllBytes(parts.Folder.Results, ResultsDocument.Write(result));
        File.WriteAllBytes(parts.Folder.Report, ReportDocument.Write(result, parts.Host.Tool));
        var checklist = AlignmentChecklist.Write(result);
        File.WriteAllText(Path.Combine(parts.Repository.CommonDirectory, "collimate", "ALIGNMENT_CHECKLIST.md"), checklist);
        if (parts.Options.Documentation.ChecklistPath is { } path)
        {
            File.WriteAllText(path, checklist);
        }

        foreach (var warning in result.Warnings)
        {
            log.Warned(warning);
        }

        log.RunEnded(result.Run, result.Successful, result.Failed);
        journal.Note("run_ended", json =>
        {
            json.WriteNumber("successful", result.Successful);
            json.WriteNumber("failed", result.Failed);
        });
        journal.Append();
    }

    /// <summary>What the beginning of a run hands to its middle.</summary>
    private sealed record Preparation(
        RepositorySnapshot Snapshot, RunPlan Plan, RunJournal Journal, ILogger Log, List<string> Warnings);
}

/// <summary>What a run is given.</summary>
internal sealed record AlignmentRunParts(AlignmentHost Host, AlignmentOptions Options, AlignmentModules Modules)
{
    public required GitInstallation Git { get; init; }

    public required GitRepository Repository { get; init; }

    public required RunIdentity Identity { get; init; }

    public required RunFolder Folder { get; init; }
}
