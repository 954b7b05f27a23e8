using System.Text.Json;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

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
    private const int MostSessions = 4;
    private const int StorageProbeBytes = 1024 * 1024;

    private readonly Dictionary<string, UpdateRefSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<(ReferenceName Backup, ObjectId OldTip)> _madeBackups = [];
    private bool _kept;

    /// <summary>Publishes a batch: one pack, one journal write before, one after.</summary>
    /// <returns>One result per publication, in the same order.</returns>
    /// <exception cref="GitFailedException">Storage failed before a branch of the batch moved.</exception>
    /// <exception cref="IOException">The journal could not be written.</exception>
    public async Task<IReadOnlyList<PublicationResult>> PublishAsync(IReadOnlyList<Publication> batch)
    {
        // From here on a signal must not leave half a batch behind, so nothing is cancelled any more.
        await KeepOldTipsAsync();
        var incomplete = await MigrateAsync(batch);
        DurableFile.SynchronizeDirectory(Path.Combine(parts.Repository.ObjectDirectory, "pack"));

        foreach (var publication in batch.Where(publication => !incomplete.ContainsKey(publication)))
        {
            parts.Journal.Note("publish_intended", json => WriteFacts(json, publication));
        }

        parts.Journal.Append();
        var results = new List<PublicationResult>(batch.Count);
        foreach (var publication in batch)
        {
            var result = incomplete.GetValueOrDefault(publication) ?? await MoveAsync(publication);
            results.Add(result);
            var kind = result is PublicationResult.Published ? "published" : "not_published";
            parts.Journal.Note(kind, json => WriteFacts(json, publication));
        }

        parts.Journal.Append();
        return results;
    }

    /// <summary>Removes the visible backups that this run made; the keep ref stays.</summary>
    /// <returns>Short names of those that are gone; one that somebody moved meanwhile stays.</returns>
    public async Task<IReadOnlySet<string>> RemoveVisibleBackupsAsync()
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (backup, oldTip) in _madeBackups)
        {
            var delete = new ReferenceChange.Delete(backup, oldTip);
            if (await ApplyAsync("collimate: remove the visible backup", [delete]) is TransactionResult.Committed)
            {
                removed.Add(backup.ShortName);
            }
        }

        return removed;
    }

    public async ValueTask DisposeAsync() => await CloseSessionsAsync();

    private async Task CloseSessionsAsync()
    {
        foreach (var session in _sessions.Values)
        {
            await session.DisposeAsync();
        }

        _sessions.Clear();
    }

    /// <summary>Brings what the new tips need into the repository: all at once, or one by one when something is missing.</summary>
    /// <returns>The publications that cannot be completed, and why.</returns>
    private async Task<Dictionary<Publication, PublicationResult>> MigrateAsync(IReadOnlyList<Publication> batch)
    {
        var incomplete = new Dictionary<Publication, PublicationResult>();
        try
        {
            await MigrateTogetherAsync(batch);
        }
        catch (GitFailedException)
        {
            RequireStorage();
            foreach (var publication in batch)
            {
                try
                {
                    await MigrateTogetherAsync([publication]);
                }
                catch (GitFailedException e)
                {
                    RequireStorage();
                    incomplete[publication] = new PublicationResult.NotMoved(
                        OutcomeCodes.ObjectMissing, $"The result cannot be stored: {DisplayText.Escape(e.Message)}");
                }
            }
        }

        return incomplete;
    }

    private Task MigrateTogetherAsync(IReadOnlyList<Publication> batch) => parts.Quarantine.MigrateAsync(
        batch.Select(publication => publication.NewTip).Distinct(),
        batch.SelectMany(p => new[] { p.Plan.RequiredTips.Old, p.Plan.RequiredTips.Target }).Distinct(),
        CancellationToken.None);

    /// <summary>Tells a branch with missing objects from a disk on which nothing can be written any more.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    private void RequireStorage()
    {
        var path = Path.Combine(parts.Repository.ObjectDirectory, "pack", $"tmp_collimate-{parts.Run}");
        try
        {
            using var file = DurableFile.OpenShared(path);
            RandomAccess.Write(file, new byte[StorageProbeBytes], 0);
            DurableFile.Synchronize(file, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task KeepOldTipsAsync()
    {
        if (_kept)
        {
            return;
        }

        var content = new KeepContent(parts.Run, parts.Movable, parts.Committer, parts.Backups.NameOf);
        var commit = await KeepReference.WriteCommitAsync(parts.Repository, content, CancellationToken.None);
        var reference = KeepReference.For(parts.Run);
        parts.Journal.Note("keep_intended", json => json.WriteString("commit", commit.ToString()));
        parts.Journal.Append();
        var result = await ApplyAsync("collimate: keep the tips before the run", [new ReferenceChange.Create(reference, commit)]);
        if (result is TransactionResult.Refused refused)
        {
            throw new GitFailedException("update-ref", 128, refused.Reason);
        }

        _kept = true;
    }

    private async Task<PublicationResult> MoveAsync(Publication publication)
    {
        var tips = publication.Plan.RequiredTips;
        var message = $"collimate: {publication.How} onto {tips.Target.Abbreviated} (run {parts.Run})";
        var move = new ReferenceChange.Move(ReferenceName.Branch(publication.Plan.Branch), tips.Old, publication.NewTip);
        var intent = parts.Backups.IntentFor(publication.Plan);

        if (intent is BackupIntent.Make make)
        {
            // The backup is queued first: a kill between the two leaves a backup too many, never one too few (git-facts F2).
            if (await ApplyAsync(message, [make.Change, move]) is TransactionResult.Committed)
            {
                _madeBackups.Add((make.Change.Reference, tips.Old));
                return new PublicationResult.Published(new VisibleBackup.Made(make.Name));
            }

            intent = new BackupIntent.Skip("git refused to make it");
        }

        return await ApplyAsync(message, [move]) is TransactionResult.Refused refused
            ? await ExplainAsync(move, refused)
            : new PublicationResult.Published(new VisibleBackup.Skipped(((BackupIntent.Skip)intent).Reason));
    }

    /// <summary>Asks the repository what happened: git's message is for people, the reference is the truth.</summary>
    private async Task<PublicationResult> ExplainAsync(ReferenceChange.Move move, TransactionResult.Refused refused)
    {
        var name = DisplayText.Escape(move.Name.ShortName);
        var now = await ReferenceSnapshot.ReadAsync(parts.Repository.Context, CancellationToken.None);
        return now.Find(move.Name) switch
        {
            { } moved when moved.Target == move.New => new PublicationResult.Published(new VisibleBackup.Skipped("git died after it moved the branch")),
            null => new PublicationResult.NotMoved(OutcomeCodes.BranchGone, $"Branch '{name}' was deleted during the run"),
            var actual when actual.Target != move.Expected => new PublicationResult.NotMoved(
                OutcomeCodes.BranchMoved,
                $"Branch '{name}' moved during the run: planned from {move.Expected.Abbreviated}, now at {actual.Target.Abbreviated}"),
            _ when refused.Reason.Contains("aborted by hook", StringComparison.Ordinal) => new PublicationResult.NotMoved(
                OutcomeCodes.HookRefused, $"A hook refused to move branch '{name}': {DisplayText.Escape(refused.Reason)}"),
            _ => new PublicationResult.NotMoved(
                OutcomeCodes.ReferenceRefused, $"git refused to move branch '{name}': {DisplayText.Escape(refused.Reason)}"),
        };
    }

    private async Task<TransactionResult> ApplyAsync(string message, IReadOnlyList<ReferenceChange> changes)
    {
        if (!_sessions.TryGetValue(message, out var session) || session.State == SessionState.Closed)
        {
            // One message for each strategy and target: an idle git for every target of a run would be too many.
            if (session is not null || _sessions.Count >= MostSessions)
            {
                await CloseSessionsAsync();
            }

            session = new UpdateRefSession(parts.Repository.Context with { HooksPath = parts.HooksPath }, message);
            _sessions[message] = session;
        }

        return await session.ApplyAsync(changes);
    }

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
    public required RunJournal Journal { get; init; }

    public required VisibleBackups Backups { get; init; }

    public required Signature Committer { get; init; }

    /// <summary>Where the hooks are that may run; nothing means none.</summary>
    public required string? HooksPath { get; init; }
}
