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
    private const int MostSessions = 4;

    // One for each reflog message.
    private readonly Dictionary<string, UpdateRefSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<(ReferenceName Backup, ObjectId OldTip)> _madeBackups = [];
    private readonly Dictionary<Publication, PublicationResult> _incomplete = [];

    /// <summary>Whether the old tips are held, and so whether a branch may have moved.</summary>
    public TipsBeforeTheRun OldTips { get; private set; }

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
            DurableFile.SynchronizeDirectory(Path.Combine(parts.Repository.ObjectDirectory, "pack"));
        }

        foreach (var publication in batch.Where(publication => !_incomplete.ContainsKey(publication)))
        {
            parts.Journal.Note("publish_intended", json => WriteFacts(json, publication));
        }

        parts.Journal.Append();
    }

    /// <summary>Moves one branch of a prepared batch. Its journal line goes to the disk with the next write.</summary>
    public async Task<PublicationResult> MoveAsync(Publication publication)
    {
        using var step = Timeline.Start(Timeline.Move)?.SetTag("branch", publication.Plan.Branch);
        var result = _incomplete.GetValueOrDefault(publication) ?? await MoveUnlessUsedAsync(publication);
        Note(publication, result is PublicationResult.Published ? "published" : "not_published");
        return result;
    }

    /// <summary>A branch of a prepared batch does not move after all.</summary>
    public void Withdraw(Publication publication) => Note(publication, "not_published");

    private void Note(Publication publication, string kind) => parts.Journal.Note(kind, json => WriteFacts(json, publication));

    /// <summary>Removes the visible backups that this run made; the keep ref stays.</summary>
    /// <returns>Short names of those that are gone; one that somebody moved meanwhile stays.</returns>
    public async Task<IReadOnlySet<string>> RemoveVisibleBackupsAsync()
    {
        using var step = Timeline.Start(Timeline.RemoveBackups);
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
                OutcomeCodes.ObjectMissing, $"The result cannot be stored: {DisplayText.Escape(e.Message)}");
        }
    }

    private Task MigrateTogetherAsync(IReadOnlyList<Publication> batch) => parts.Quarantine.MigrateAsync(
        batch.Select(publication => publication.NewTip).Distinct(),
        batch.SelectMany(p => new[] { p.Plan.RequiredTips.Old, p.Plan.RequiredTips.Target }).Distinct(),
        CancellationToken.None);

    private async Task KeepOldTipsAsync()
    {
        if (OldTips == TipsBeforeTheRun.Kept)
        {
            return;
        }

        using var step = Timeline.Start(Timeline.Keep)?.SetTag("branches", parts.Movable.Count);
        var content = new KeepContent(parts.Run, parts.Movable, parts.Committer, parts.Backups.NameOf);
        var commit = await KeepReference.WriteCommitAsync(parts.Repository, content, CancellationToken.None);
        var reference = KeepReference.For(parts.Run);
        parts.Journal.Note("keep_intended", json => json.WriteString("commit", commit.ToString()));
        parts.Journal.Append();
        var result = await ApplyAsync("collimate: keep the tips before the run", [new ReferenceChange.Create(reference, commit)]);
        if (result is not TransactionResult.Committed)
        {
            throw new KeepRefusedException(reference, result is TransactionResult.Refused refused ? refused.Reason : "git was silent for too long; a hook may hang");
        }

        OldTips = TipsBeforeTheRun.Kept;
    }

    private async Task<PublicationResult> MoveUnlessUsedAsync(Publication publication)
    {
        var tips = publication.Plan.RequiredTips;
        var move = new ReferenceChange.Move(ReferenceName.Branch(publication.Plan.Branch), tips.Old, publication.NewTip);

        // Planning was a while ago, and whoever has checked the branch out since would find it moved under his feet.
        var uses = parts.Worktrees.LookAgain(parts.Repository.CommonDirectory);
        var checkout = parts.CheckedOut == CheckedOutBranches.Include
            ? uses.FindCheckout(parts.Repository.Context, parts.Repository.CommonDirectory, move.Name)
            : null;
        if (checkout is null && uses.Find(move.Name) is not null)
        {
            return new PublicationResult.NotMoved(
                OutcomeCodes.BranchCheckedOut, $"Branch '{DisplayText.Escape(publication.Plan.Branch)}' was checked out during the run");
        }

        var message = $"collimate: {publication.How} onto {tips.Target.Abbreviated} (run {parts.Run})";
        var together = checkout is null ? null : new CheckedOutBranch(parts.Repository, checkout, parts.HooksPath);
        Transaction transaction = together is null ? changes => ApplyAsync(message, changes) : changes => together.ApplyAsync(message, changes);
        var result = parts.Backups.IntentFor(publication.Plan, uses) switch
        {
            BackupIntent.Make make => await MoveWithBackupAsync(transaction, make, move),
            BackupIntent.Skip skip => await MoveAloneAsync(transaction, move, skip.Reason),
            _ => throw new System.Diagnostics.UnreachableException("BUG: unknown intent"),
        };
        return together?.Refusal ?? result;
    }

    private async Task<PublicationResult> MoveWithBackupAsync(Transaction apply, BackupIntent.Make backup, ReferenceChange.Move move)
    {
        // The backup is queued first: a kill between the two leaves a backup too many, never one too few (git-facts F2).
        var result = await apply([backup.Change, move]);
        if (result is TransactionResult.Refused)
        {
            var now = await ReferenceSnapshot.ReadAsync(parts.Repository.Context, CancellationToken.None);
            if (now.Find(move.Name)?.Target == move.Expected)
            {
                // The branch is as planned, so it may be the backup that git refuses: a courtesy that may be missing.
                return await MoveAloneAsync(apply, move, "git refused to make it");
            }
        }

        if (result is not TransactionResult.Committed)
        {
            return await ExplainAsync(move, result);
        }

        _madeBackups.Add((backup.Change.Reference, move.Expected));
        return new PublicationResult.Published(new VisibleBackup.Made(backup.Name));
    }

    private async Task<PublicationResult> MoveAloneAsync(Transaction apply, ReferenceChange.Move move, string whyNoBackup)
    {
        var result = await apply([move]);
        return result is TransactionResult.Committed
            ? new PublicationResult.Published(new VisibleBackup.Skipped(whyNoBackup))
            : await ExplainAsync(move, result);
    }

    /// <summary>Asks the repository what happened: git's message is for people, the reference is the truth.</summary>
    private async Task<PublicationResult> ExplainAsync(ReferenceChange.Move move, TransactionResult result)
    {
        var name = DisplayText.Escape(move.Name.ShortName);
        var reason = result is TransactionResult.Refused refused ? refused.Reason : "";
        var now = await ReferenceSnapshot.ReadAsync(parts.Repository.Context, CancellationToken.None);
        return now.Find(move.Name) switch
        {
            { } moved when moved.Target == move.New => new PublicationResult.Published(new VisibleBackup.Skipped("git died after it moved the branch")),
            null => new PublicationResult.NotMoved(OutcomeCodes.BranchGone, $"Branch '{name}' was deleted during the run"),
            var actual when actual.Target != move.Expected => new PublicationResult.NotMoved(
                OutcomeCodes.BranchMoved,
                $"Branch '{name}' moved during the run: planned from {move.Expected.Abbreviated}, now at {actual.Target.Abbreviated}"),
            _ when result is TransactionResult.Stalled => new PublicationResult.NotMoved(
                OutcomeCodes.HookTimeout, $"git was silent for {parts.Repository.Context.StallLimit.TotalSeconds:0} s while it moved branch '{name}'; a hook may hang"),
            _ when result is TransactionResult.Refused { IsByHook: true } => new PublicationResult.NotMoved(
                OutcomeCodes.HookRefused, $"A hook refused to move branch '{name}': {DisplayText.Escape(reason)}"),
            _ => new PublicationResult.NotMoved(
                OutcomeCodes.ReferenceRefused, $"git refused to move branch '{name}': {DisplayText.Escape(reason)}"),
        };
    }

    /// <summary>All of the changes or none of them; the last one moves the branch.</summary>
    private delegate Task<TransactionResult> Transaction(IReadOnlyList<ReferenceChange> changes);

    private async Task<TransactionResult> ApplyAsync(string message, IReadOnlyList<ReferenceChange> changes)
    {
        if (!_sessions.TryGetValue(message, out var session) || session.State == SessionState.Closed)
        {
            // One message for each strategy and target: an idle git for every target of a run would be too many.
            if (session is not null || _sessions.Count >= MostSessions)
            {
                await CloseSessionsAsync();
            }

            session = new UpdateRefSession(parts.Repository.Context with { HooksPath = parts.HooksPath, Signals = TerminalSignals.KeptAway }, message);
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
