using Collimate.Engine.Reporting;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Moves branches by transactions of git, and finds out what became of those that it refused. Not for several threads.</summary>
/// <remarks>
/// Each branch has a transaction of its own, with its visible backup queued first: one refusal stops one branch. Git is told many
/// of them at once and answers each, so that a branch costs no waiting for git to wake up.
/// </remarks>
internal sealed class BranchMoves(PublisherParts parts) : IAsyncDisposable
{
    private const int MostSessions = 4;

    // Whether a branch has been checked out since the plan was made is looked at once for so many.
    private const int MostTogether = 32;

    // One for each reflog message.
    private readonly Dictionary<string, UpdateRefSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<(ReferenceName Backup, ObjectId OldTip)> _madeBackups = [];
    private readonly StaleLocks _locks = new(parts.Repository.CommonDirectory, parts.Time);

    /// <summary>The visible backups that were made so far, and where they point.</summary>
    public IReadOnlyList<(ReferenceName Backup, ObjectId OldTip)> MadeBackups => _madeBackups;

    /// <returns>At least one result; only the last one can be that of a branch which did not move. Nothing was done for the others.</returns>
    public async Task<IReadOnlyList<PublicationResult>> MoveAsync(IReadOnlyList<Publication> publications)
    {
        // Planning was a while ago, and whoever has checked a branch out since would find it moved under his feet.
        var uses = parts.Worktrees.LookAgain(parts.Repository.CommonDirectory);
        var first = Plan(publications[0], uses);
        if (first.Checkout is not null)
        {
            return [await MoveWithCheckoutAsync(first)];
        }

        if (IsUsed(first, uses))
        {
            return [new PublicationResult.NotMoved(
                OutcomeCodes.BranchCheckedOut, $"Branch '{DisplayText.Escape(first.Move.Name.ShortName)}' was checked out during the run")];
        }

        if (IsSymbolic(first))
        {
            return [new PublicationResult.NotMoved(
                OutcomeCodes.BranchMoved, $"Branch '{DisplayText.Escape(first.Move.Name.ShortName)}' was made to point at another one during the run")];
        }

        var moves = publications.Take(MostTogether).Select(publication => Plan(publication, uses))
            .TakeWhile(move => move.Checkout is null && move.Message == first.Message && !IsUsed(move, uses) && !IsSymbolic(move))
            .ToArray();
        var answers = await (await SessionForAsync(first.Message)).ApplyInOrderAsync([.. moves.Select(move => move.Changes)]);
        var results = new List<PublicationResult>(answers.Count);
        foreach (var (move, answer) in moves.Zip(answers))
        {
            results.Add(await ConcludeAsync(move, answer, changes => ApplyAsync(move.Message, changes)));
        }

        return results;
    }

    /// <summary>All of the changes or none of them.</summary>
    public async Task<TransactionResult> ApplyAsync(string message, IReadOnlyList<ReferenceChange> changes) =>
        await (await SessionForAsync(message)).ApplyAsync(changes);

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
        {
            await session.DisposeAsync();
        }

        _sessions.Clear();
    }

    private PlannedMove Plan(Publication publication, WorktreeSnapshot uses)
    {
        var tips = publication.Plan.RequiredTips;
        var move = new ReferenceChange.Move(ReferenceName.Branch(publication.Plan.Branch), tips.Old, publication.NewTip);
        return new PlannedMove(move, parts.Backups.IntentFor(publication.Plan, uses))
        {
            Message = $"collimate: {publication.How} onto {tips.Target.Abbreviated} (run {parts.Run})",
            Checkout = parts.CheckedOut == CheckedOutBranches.Include
                ? uses.FindCheckout(parts.Repository.Context, parts.Repository.CommonDirectory, move.Name)
                : null,
        };
    }

    private static bool IsUsed(PlannedMove move, WorktreeSnapshot uses) => uses.Find(move.Move.Name) is not null;

    // Git would move the branch that it points at, whoever uses that one.
    private bool IsSymbolic(PlannedMove move) => ReferenceFile.IsSymbolic(parts.Repository.CommonDirectory, move.Move.Name);

    private async Task<PublicationResult> MoveWithCheckoutAsync(PlannedMove move)
    {
        var together = new CheckedOutBranch(parts.Repository, move.Checkout!, parts.HooksPath);
        var answer = await together.ApplyAsync(move.Message, move.Changes);
        var result = await ConcludeAsync(move, answer, changes => together.ApplyAsync(move.Message, changes));
        return together.Refusal ?? result;
    }

    private async Task<PublicationResult> ConcludeAsync(
        PlannedMove move, TransactionResult answer, Func<IReadOnlyList<ReferenceChange>, Task<TransactionResult>> apply)
    {
        var backup = move.Backup;
        await RemoveLocksOfTheDeadAsync();
        if (answer is TransactionResult.Died or TransactionResult.Refused { IsByHook: false } && await IsAsPlannedAsync(move))
        {
            answer = await apply(move.Changes); // Somebody's lock, a full disk: it may be over.
            await RemoveLocksOfTheDeadAsync();
        }

        if (answer is TransactionResult.Refused && backup is BackupIntent.Make && await IsAsPlannedAsync(move))
        {
            // It may be the backup that git refuses: a courtesy that may be missing.
            backup = new BackupIntent.Skip("git refused to make it");
            answer = await apply([move.Move]);
        }

        return answer is TransactionResult.Committed ? Published(move, backup) : await ExplainAsync(move, answer);

        // Whatever it held would keep everybody from this branch, and nobody else ever removes it.
        async Task RemoveLocksOfTheDeadAsync()
        {
            if (answer.MayHaveLeftLocks)
            {
                await _locks.RemoveAsync(move.Changes, CancellationToken.None);
            }
        }
    }

    private PublicationResult.Published Published(PlannedMove move, BackupIntent backup)
    {
        switch (backup)
        {
            case BackupIntent.Make make:
                _madeBackups.Add((make.Change.Reference, move.Move.Expected));
                return new PublicationResult.Published(new VisibleBackup.Made(make.Name));
            case BackupIntent.Skip skip:
                return new PublicationResult.Published(new VisibleBackup.Skipped(skip.Reason));
            default:
                throw new System.Diagnostics.UnreachableException("BUG: unknown intent");
        }
    }

    private async Task<bool> IsAsPlannedAsync(PlannedMove move)
    {
        var now = await ReferenceSnapshot.ReadAsync(parts.Repository.Context, CancellationToken.None);
        return now.Find(move.Move.Name)?.Target == move.Move.Expected;
    }

    /// <summary>Asks the repository what happened: git's message is for people, the reference is the truth.</summary>
    private async Task<PublicationResult> ExplainAsync(PlannedMove planned, TransactionResult result)
    {
        var move = planned.Move;
        var name = DisplayText.Escape(move.Name.ShortName);
        var reason = result is TransactionResult.Refused refused ? refused.Reason : "";
        var now = await ReferenceSnapshot.ReadAsync(parts.Repository.Context, CancellationToken.None);
        return now.Find(move.Name) switch
        {
            { } moved when moved.Target == move.New => Published(planned, BackupIn(now, planned)),
            null => new PublicationResult.NotMoved(OutcomeCodes.BranchGone, $"Branch '{name}' was deleted during the run"),
            var actual when actual.Target != move.Expected => new PublicationResult.NotMoved(
                OutcomeCodes.BranchMoved,
                $"Branch '{name}' moved during the run: planned from {move.Expected.Abbreviated}, now at {actual.Target.Abbreviated}"),
            _ when result is TransactionResult.Stalled => new PublicationResult.NotMoved(
                OutcomeCodes.HookTimeout, $"git was silent for {parts.Repository.Context.StallLimit.TotalSeconds:0} s while it moved branch '{name}'; a hook may hang"),
            _ when result is TransactionResult.Died => new PublicationResult.NotMoved(
                OutcomeCodes.ReferenceRefused, $"git was killed while it moved branch '{name}'"),
            _ when result is TransactionResult.Refused { IsByHook: true } => new PublicationResult.NotMoved(
                OutcomeCodes.HookRefused, $"A hook refused to move branch '{name}': {DisplayText.Escape(reason)}"),
            _ => new PublicationResult.NotMoved(
                OutcomeCodes.ReferenceRefused, $"git refused to move branch '{name}': {DisplayText.Escape(reason)}"),
        };
    }

    private static BackupIntent BackupIn(ReferenceSnapshot now, PlannedMove move) =>
        move.Backup is BackupIntent.Make make && now.Find(make.Change.Reference)?.Target != move.Move.Expected
            ? new BackupIntent.Skip("git died while it moved the branch")
            : move.Backup;

    private async Task<UpdateRefSession> SessionForAsync(string message)
    {
        if (_sessions.TryGetValue(message, out var open) && open.State != SessionState.Closed)
        {
            return open;
        }

        // One message for each strategy and target: an idle git for every target of a run would be too many.
        if (open is not null || _sessions.Count >= MostSessions)
        {
            await DisposeAsync();
        }

        var context = parts.Repository.Context with { HooksPath = parts.HooksPath, Signals = TerminalSignals.KeptAway };
        return _sessions[message] = await UpdateRefSession.OpenAsync(context, message);
    }

    /// <summary>A branch that is to move, and its backup.</summary>
    private sealed record PlannedMove(ReferenceChange.Move Move, BackupIntent Backup)
    {
        /// <summary>For the reflog; names no branch.</summary>
        public required string Message { get; init; }

        /// <summary>The worktree that moves with it; nothing when there is none.</summary>
        public required Checkout? Checkout { get; init; }

        // The backup is queued first: a kill between the two leaves a backup too many, never one too few (git-facts F2).
        public IReadOnlyList<ReferenceChange> Changes => Backup is BackupIntent.Make make ? [make.Change, Move] : [Move];
    }
}
