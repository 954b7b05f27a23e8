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
        var groups = await AlignAsync(new Preparation(snapshot, plan, journal, log, warnings), cancellationToken);
        var result = new RunResult(parts.Identity.Id, parts.Folder.Location, groups)
        {
            StartedAt = parts.Identity.StartedAt,
            Duration = parts.Host.Time.GetUtcNow() - parts.Identity.StartedAt,
            End = cancellationToken.IsCancellationRequested ? RunEnd.Interrupted : RunEnd.Finished,
            Warnings = warnings,
            PeakMemoryBytes = _memory.PeakBytes,
        };
        Conclude(result, journal, log);
        parts.Folder.Tidy();
        return result;
    }

    private async Task<IReadOnlyList<GroupResult>> AlignAsync(Preparation preparation, CancellationToken cancellationToken)
    {
        await RequireMergeTreeAsync(cancellationToken);
        using var quarantine = Quarantine.Create(parts.Repository, parts.Identity.Id);
        await using var objects = new ObjectReadSession(quarantine.Context);
        await using var treeDiffs = new TreeDiffSession(quarantine.Context);
        var workspace = new WorkspaceParts(parts.Repository, quarantine)
        {
            Objects = objects,
            TreeDiffs = treeDiffs,
            Committer = await ReadCommitterAsync(cancellationToken),
        };

        await using var publisher = await PreparePublisherAsync(preparation, workspace, cancellationToken);
        var retirement = NewRetirement(preparation, publisher);
        var progress = new ProgressCount(preparation.Plan.Branches.Count(), parts.Host.Progress);
        var results = new List<GroupResult>();
        foreach (var group in preparation.Plan.Groups)
        {
            results.Add(await AlignGroupAsync(group, preparation, workspace, new GroupEnds(retirement, progress), cancellationToken));
        }

        if (_limits.AutoCleanupBackups)
        {
            await publisher.RemoveVisibleBackupsAsync();
        }

        return results;
    }

    private async Task<GroupResult> AlignGroupAsync(
        TargetGroup group, Preparation preparation, WorkspaceParts workspace, GroupEnds ends, CancellationToken cancellationToken)
    {
        try
        {
            await using var lanes = NeedsMerges(group) ? await StartLanesAsync(group, workspace, preparation.Warnings, cancellationToken) : null;
            using var alignment = new BranchAlignment(
                new BranchAlignmentParts(parts.Identity.Id, parts.Options, parts.Modules, new AlignmentWorkspace(workspace with { Lanes = lanes }))
                {
                    Time = parts.Host.Time,
                    Log = preparation.Log,
                });
            var result = await new GroupRun(alignment, ends.Retirement, ends.Progress).RunAsync(group, new CircuitBreaker(_limits), cancellationToken);
            if (result.CircuitOpened is { } reason)
            {
                preparation.Log.CircuitOpened(group.Target, reason, result.NotAttempted.Count);
            }

            return result;
        }
        catch (TargetUnreadableException e)
        {
            // The other groups can still be aligned.
            return await AlignGroupAsync(WithoutMerges(group, e.Message), preparation, workspace, ends, cancellationToken);
        }
    }

    private static bool NeedsMerges(TargetGroup group) =>
        group.Branches.Any(plan => plan.Action is PlannedAction.Replay or PlannedAction.Merge);

    private static TargetGroup WithoutMerges(TargetGroup group, string reason) => group with
    {
        Branches =
        [
            .. group.Branches.Select(plan => plan.Action is PlannedAction.Replay or PlannedAction.Merge
                ? plan with { Action = new PlannedAction.Refuse(OutcomeCodes.TargetUnreadable, reason) }
                : plan),
        ],
    };

    private async Task RequireMergeTreeAsync(CancellationToken cancellationToken)
    {
        if (await MergeLanes.ProbeAsync(parts.Repository.Context, cancellationToken) == GitCapability.Missing)
        {
            throw new RepositoryUnsuitableException(
                $"'{parts.Git.Path}' cannot merge in the object database",
                "it does not know merge-tree --write-tree --stdin",
                "Nothing was done. Install git 2.38 or newer.");
        }
    }

    private Retirement NewRetirement(Preparation preparation, Publisher publisher) =>
        new(new RetirementParts(publisher, preparation.Journal, parts.Folder, preparation.Log)
        {
            Audit = _limits.AuditTrailEnabled ? AuditTrail.Full : AuditTrail.RecoveryOnly,
        });

    private async Task<MergeLanes> StartLanesAsync(
        TargetGroup group, WorkspaceParts workspace, List<string> warnings, CancellationToken cancellationToken)
    {
        var target = group.TargetTip ?? throw new InvalidOperationException("BUG: a group without a target has nothing to merge");
        var directory = parts.Folder.AttributesOf(target);
        var context = workspace.Quarantine.Context with { WorkingDirectory = directory };
        try
        {
            await AttributeSandbox.CreateAsync(directory, target, workspace.Objects, parts.Repository.Context, cancellationToken);
            return await StartLanesAsync(context, target, warnings, cancellationToken);
        }
        catch (GitFailedException e)
        {
            throw new TargetUnreadableException(group.Target, e);
        }
    }

    private async Task<MergeLanes> StartLanesAsync(GitContext context, ObjectId target, List<string> warnings, CancellationToken cancellationToken)
    {
        var lanes = await MergeLanes.StartAsync(new MergeLaneOptions(context, Lanes, _memory, parts.Host.Time), target, cancellationToken);
        warnings.AddRange(lanes.StandingErrors
            .Select(standing => $"git says about every merge of this repository: {DisplayText.Escape(standing)}")
            .Except(warnings, StringComparer.Ordinal));
        return lanes;
    }

    private async Task<CommitterPolicy> ReadCommitterAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new CommitterPolicy(
                await parts.Repository.ReadCommitterAsync(cancellationToken),
                parts.Git.Environment.FixesCommitterDate ? CommitDates.FixedByCaller : CommitDates.FromCommits);
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

    private async Task<Publisher> PreparePublisherAsync(Preparation preparation, WorkspaceParts workspace, CancellationToken cancellationToken)
    {
        var snapshot = preparation.Snapshot;
        var recorded = await KeepReference.ReadRecordedAsync(snapshot.References, workspace.Objects, cancellationToken);
        var movable = preparation.Plan.Branches
            .Where(plan => plan.Action is PlannedAction.FastForward or PlannedAction.Replay or PlannedAction.Merge);
        return new Publisher(new PublisherParts(parts.Identity.Id, parts.Repository, workspace.Quarantine, [.. movable])
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

    /// <summary>Where the outcomes of a group go.</summary>
    private sealed record GroupEnds(Retirement Retirement, ProgressCount Progress);

    /// <summary>What the beginning of a run hands to its middle.</summary>
    private sealed record Preparation(
        RepositorySnapshot Snapshot, RunPlan Plan, RunJournal Journal, ILogger Log, List<string> Warnings);
}

/// <summary>The tree of a primary branch cannot be read, so nothing can be merged with it.</summary>
internal sealed class TargetUnreadableException : Exception
{
    public TargetUnreadableException(string target, GitFailedException cause)
        : base($"Primary branch '{DisplayText.Escape(target)}' cannot be read: {DisplayText.Escape(cause.Message)}", cause)
    {
    }
}

/// <summary>What a run is given.</summary>
internal sealed record AlignmentRunParts(AlignmentHost Host, AlignmentOptions Options, AlignmentModules Modules)
{
    public required GitInstallation Git { get; init; }

    public required GitRepository Repository { get; init; }

    public required RunIdentity Identity { get; init; }

    public required RunFolder Folder { get; init; }
}
