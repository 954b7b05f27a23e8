using System.Text.Json;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Moves branches. Nothing else in the tool can.</summary>
/// <remarks>
/// <para>Before the first branch moves, the keep ref of the run holds every old tip.</para>
/// <para>Before a branch moves, the objects that it needs and the journal line that announces it are on the disk.</para>
/// <para>A branch moves only from the tip that was planned; whoever moved it meanwhile wins.</para>
/// <para>Each branch has a transaction of its own, with its visible backup queued first: one refusal stops one branch.</para>
/// <para>Not for several threads: a run publishes one batch after another.</para>
/// </remarks>
internal sealed class Publisher(PublisherParts parts) : IAsyncDisposable
{
    private readonly BranchMoves _moves = new(parts);
    private readonly Dictionary<Publication, PublicationResult> _incomplete = [];
    private bool _isKept;

    /// <summary>Whether the old tips are held, and so whether a branch may have moved.</summary>
    public TipsBeforeTheRun OldTips { get; private set; } = parts.Kept is null ? TipsBeforeTheRun.NotKept : TipsBeforeTheRun.Kept;

    /// <summary>Puts a batch on the disk: one pack with all objects, one journal write that announces every move.</summary>
    /// <remarks>From here on a signal must not leave half a batch behind, so nothing is cancelled any more.</remarks>
    /// <exception cref="GitFailedException">Storage failed; no branch of the batch moved.</exception>
    /// <exception cref="IOException">The disk is full or failed; no branch of the batch moved.</exception>
    public async Task PrepareAsync(IReadOnlyList<Publication> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        await KeepOldTipsAsync();

        // A branch that only moves forward needs nothing that the repository has not.
        var made = batch.Where(publication => publication.NewTip != publication.Plan.RequiredTips.Target).ToArray();
        if (made.Length > 0)
        {
            await MigrateAsync(made);
            FailPoint.Before(FailPoint.PacksSynchronized);
            DurableFile.SynchronizeDirectory(Path.Combine(parts.Repository.ObjectDirectory, "pack"));
            FailPoint.After(FailPoint.PacksSynchronized);
        }

        foreach (var publication in batch.Where(publication => !_incomplete.ContainsKey(publication)))
        {
            parts.Journal.Note(JournalKind.PublishIntended, json => WriteIntent(json, publication));
        }

        parts.Journal.Append();
    }

    /// <summary>Moves branches of a prepared batch, up to the first that does not move. Their journal lines go to the disk with the next write.</summary>
    /// <returns>At least one result; only the last one can be that of a branch which did not move. Nothing was done for the others.</returns>
    public async Task<IReadOnlyList<PublicationResult>> MoveAsync(IReadOnlyList<Publication> publications)
    {
        using var step = Timeline.Start(Timeline.Move);
        var complete = publications.TakeWhile(publication => !_incomplete.ContainsKey(publication)).ToArray();
        var results = complete.Length > 0 ? await _moves.MoveAsync(complete) : [_incomplete[publications[0]]];
        step?.SetTag("branches", results.Count);
        foreach (var (publication, result) in publications.Zip(results))
        {
            Note(publication, result is PublicationResult.Published ? JournalKind.Published : JournalKind.NotPublished);
        }

        return results;
    }

    /// <summary>A branch of a prepared batch does not move after all.</summary>
    public void Withdraw(Publication publication) => Note(publication, JournalKind.NotPublished);

    private void Note(Publication publication, string kind) => parts.Journal.Note(kind, json => WriteFacts(json, publication));

    /// <summary>Nothing more becomes of the batches so far: what they needed is held by references, or by nobody.</summary>
    public void Conclude() => parts.Quarantine.Release();

    /// <summary>Removes the visible backups that this run made; the keep ref stays.</summary>
    /// <returns>Short names of those that are gone; one that somebody moved meanwhile stays.</returns>
    public async Task<IReadOnlySet<string>> RemoveVisibleBackupsAsync()
    {
        using var step = Timeline.Start(Timeline.RemoveBackups);
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (backup, oldTip) in _moves.MadeBackups)
        {
            var delete = new ReferenceChange.Delete(backup, oldTip);
            if (await _moves.ApplyAsync("collimate: remove the visible backup", [delete]) is TransactionResult.Committed)
            {
                removed.Add(backup.ShortName);
            }
        }

        return removed;
    }

    public ValueTask DisposeAsync() => _moves.DisposeAsync();

    /// <summary>Brings what the new tips need into the repository: all at once, or one by one when something is missing.</summary>
    private async Task MigrateAsync(IReadOnlyList<Publication> batch)
    {
        try
        {
            await MigrateTogetherAsync(batch);
        }
        catch (GitFailedException)
        {
            parts.Quarantine.RequireStorage();
            foreach (var publication in batch)
            {
                await MigrateAloneAsync(publication);
            }
        }
    }

    private async Task MigrateAloneAsync(Publication publication)
    {
        try
        {
            await MigrateTogetherAsync([publication]);
        }
        catch (GitFailedException e)
        {
            parts.Quarantine.RequireStorage();
            _incomplete[publication] = new PublicationResult.NotMoved(
                OutcomeCodes.In(parts.Repository.Completeness, OutcomeCodes.ObjectMissing), $"The result cannot be stored: {DisplayText.Escape(e.Message)}");
        }
    }

    private Task MigrateTogetherAsync(IReadOnlyList<Publication> batch) => parts.Quarantine.MigrateAsync(
        batch.Select(publication => publication.NewTip).Distinct(),
        batch.SelectMany(p => new[] { p.Plan.RequiredTips.Old, p.Plan.RequiredTips.Target }).Distinct(),
        CancellationToken.None);

    private async Task KeepOldTipsAsync()
    {
        if (_isKept)
        {
            return;
        }

        using var step = Timeline.Start(Timeline.Keep)?.SetTag("branches", parts.Movable.Count);
        var content = new KeepContent(parts.Run, parts.Movable, parts.Committer, plan => MadeFor(plan)?.Name);
        var commit = await KeepReference.WriteCommitAsync(parts.Repository, content, CancellationToken.None);
        var reference = KeepReference.For(parts.Run);
        parts.Journal.Note(JournalKind.KeepIntended, json => json.WriteString("commit", commit.ToString()));
        parts.Journal.Append();
        var result = await _moves.ApplyAsync("collimate: keep the tips before the run", [parts.Kept is { } before
            ? new ReferenceChange.Move(reference, before, commit)
            : new ReferenceChange.Create(reference, commit)]);
        if (result is not TransactionResult.Committed)
        {
            throw new KeepRefusedException(reference, result.Obstacle);
        }

        OldTips = TipsBeforeTheRun.Kept;
        _isKept = true;
    }

    private void WriteIntent(Utf8JsonWriter json, Publication publication)
    {
        WriteFacts(json, publication);
        json.WriteString("how", publication.How);
        if (publication.Plan.StandsOn is { Count: > 0 } parents)
        {
            json.WriteStartArray("stands_on");
            foreach (var parent in parents)
            {
                json.WriteStringValue(parent);
            }

            json.WriteEndArray();
        }

        if (MadeFor(publication.Plan) is { } backup)
        {
            json.WriteString("backup", backup.Name);
            if (backup.Change is ReferenceChange.Move move)
            {
                json.WriteString("backup_before", move.Expected.ToString());
            }
        }
    }

    private BackupIntent.Make? MadeFor(BranchPlan plan) => parts.Backups.IntentFor(plan, parts.Worktrees) as BackupIntent.Make;

    private static void WriteFacts(Utf8JsonWriter json, Publication publication)
    {
        var tips = publication.Plan.RequiredTips;
        json.WriteString("branch", publication.Plan.Branch);
        json.WriteString("old", tips.Old.ToString());
        json.WriteString("new", publication.NewTip.ToString());
    }
}

/// <summary>What publishing works with; the run owns all of it.</summary>
/// <param name="Movable">All branches of the run that may move: the keep ref holds their old tips.</param>
internal sealed record PublisherParts(string Run, GitRepository Repository, Quarantine Quarantine, IReadOnlyList<BranchPlan> Movable)
{
    /// <summary>Where the keep ref of the run points already; nothing at its first attempt.</summary>
    public required ObjectId? Kept { get; init; }

    public required RunJournal Journal { get; init; }

    public required TimeProvider Time { get; init; }

    public required VisibleBackups Backups { get; init; }

    public required WorktreeSnapshot Worktrees { get; init; }

    public required Signature Committer { get; init; }

    /// <summary>Where the hooks are that may run; nothing means none.</summary>
    public required string? HooksPath { get; init; }

    public required CheckedOutBranches CheckedOut { get; init; }
}

/// <summary>Whether the keep ref of a run exists. Before it does, no branch moves.</summary>
internal enum TipsBeforeTheRun
{
    NotKept,
    Kept,
}
