using Collimate.Engine.Journaling;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.RollingBack;

/// <summary>Finishes or gives up what a killed run had begun. Only for who holds the lock of the repository.</summary>
/// <remarks>
/// <para>A run announces the moves of a batch before the first of them. Where at least one of them has happened the others are
/// made too, except those that stand on one that does not move; where none has, none is made. A visible backup too many stays: it
/// points at a tip that the keep ref holds as well, and the next run takes it over.</para>
/// <para>Each step looks at the references and moves them by compare-and-swap, so that it can be killed and begun again, and
/// what people did meanwhile stays.</para>
/// </remarks>
/// <param name="directory">The folder <c>collimate</c> of the common git directory.</param>
internal sealed class Recovery(GitRepository repository, string directory, AlignmentHost host)
{
    /// <param name="run">It has left a journal.</param>
    /// <returns>Nothing when there was nothing to recover.</returns>
    /// <exception cref="JournalDamagedException">Nobody can tell what had begun.</exception>
    /// <exception cref="RecoveryBlockedException">A process of the run is still at work.</exception>
    /// <exception cref="GitFailedException">Git cannot read the references.</exception>
    /// <exception cref="IOException">The disk failed; it can be begun again.</exception>
    /// <param name="cancellationToken">Heard until the first reference may move.</param>
    public async Task<RecoveredRun?> RecoverAsync(string run, CancellationToken cancellationToken)
    {
        var folder = RunFolder.Of(directory, run);
        var recorded = RecordedRun.Read(folder.Journal);
        if (recorded.IsClosed)
        {
            return null;
        }

        await RunProcesses.WaitUntilGoneAsync(run, host.Time, cancellationToken);
        var locks = await new StaleLocks(repository.CommonDirectory, host.Time).RemoveAsync(WrittenBy(run, recorded), cancellationToken);
        using var journal = RunJournal.Continue(folder.Journal, recorded.Journal, host.Time);
        var recovered = (await ConcludeAsync(run, recorded, journal, cancellationToken)) with { RemovedLocks = locks };
        journal.Note(JournalKind.Recovered, json =>
        {
            json.WriteNumber("finished", recovered.Finished.Count);
            json.WriteNumber("not_moved", recovered.NotMoved.Count);
            json.WriteNumber("changed_by_others", recovered.ChangedByOthers.Count);
            json.WriteNumber("locks_removed", locks.Count);
        });
        journal.Append();
        folder.Tidy();
        return recovered;
    }

    private async Task<RecoveredRun> ConcludeAsync(string run, RecordedRun recorded, RunJournal journal, CancellationToken cancellationToken)
    {
        var before = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        var moved = await FindMovedAsync(recorded, before);
        var waiting = recorded.Open.Where(move => move.TipIn(before) == move.Old).ToArray();
        var now = before;
        if (moved.Length > 0 && waiting.Length > 0)
        {
            // No reference holds what the others need: a gc that looked before they move would delete it afterwards.
            using var pause = await HeldRepository.PauseCollectionAsync(repository, host, cancellationToken);

            // Git may die, or be silent, after it has moved a branch: what counts is where the branches are.
            await FinishAsync(run, recorded, waiting, [.. recorded.Open.Except(moved).Except(waiting)]);
            now = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        }

        var finished = waiting.Where(move => move.TipIn(now) == move.New).ToArray();
        foreach (var move in recorded.Open)
        {
            move.NoteIn(journal, moved.Contains(move) || finished.Contains(move) ? JournalKind.Published : JournalKind.NotPublished);
        }

        foreach (var move in recorded.OpenUndo)
        {
            move.NoteIn(journal, move.TipIn(now) == move.Old ? JournalKind.Undone : JournalKind.NotUndone);
        }

        return new RecoveredRun(run)
        {
            Moved = recorded.Published.Count + moved.Length,
            Finished = [.. finished.Select(move => move.Branch)],
            NotMoved = [.. waiting.Except(finished).Select(move => move.Branch)],
            ChangedByOthers = [.. recorded.Open.Where(move => move.TipIn(before) is var tip && tip != move.Old && tip != move.New).Select(move => move.Branch)],
            MovedBack = [.. recorded.OpenUndo.Where(move => move.TipIn(now) == move.Old).Select(move => move.Branch)],
            NotMovedBack = [.. recorded.OpenUndo.Where(move => move.TipIn(now) != move.Old).Select(move => move.Branch)],
        };
    }

    /// <summary>Those that had moved. Where a person has committed on top since, the branch had moved as well.</summary>
    private async Task<BranchMove[]> FindMovedAsync(RecordedRun recorded, ReferenceSnapshot references)
    {
        var moved = new List<BranchMove>();
        foreach (var move in recorded.Open)
        {
            if (move.TipIn(references) is { } tip && tip != move.Old && (tip == move.New || await IsAncestorAsync(move.New, tip)))
            {
                moved.Add(move);
            }
        }

        return [.. moved];
    }

    private async Task<bool> IsAncestorAsync(ObjectId ancestor, ObjectId tip) => (await GitProcess.RunAsync(
        repository.Context, ["merge-base", "--is-ancestor", ancestor.ToString(), tip.ToString()], ReadOnlyMemory<byte>.Empty, CancellationToken.None)).ExitCode == 0;

    /// <param name="changed">Somebody has moved or deleted them: what stands on them stays.</param>
    private async Task FinishAsync(string run, RecordedRun recorded, BranchMove[] waiting, BranchMove[] changed)
    {
        var references = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        var worktrees = await WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, CancellationToken.None);
        var hooks = await Hooks.FindAsync(repository, worktrees, recorded.Hooks, CancellationToken.None);
        var stays = changed.Select(move => move.Branch).Concat(recorded.NotPublished).ToHashSet(StringComparer.Ordinal);
        var numbers = waiting.Index().ToDictionary(pair => pair.Item.Branch, pair => pair.Index, StringComparer.Ordinal);
        var transactions = new ReferenceTransactions(repository, worktrees, host.Time)
        {
            Message = $"collimate: recovered (run {run})",
            HooksPath = hooks.Directory,
            FindHindrance = (number, results) => waiting[number].StandsOn.Any(parent => stays.Contains(parent) || IsHeldBack(parent, results))
                ? "what it stands on has not moved"
                : null,
        };
        await transactions.ApplyAsync(
            [.. waiting.Select(move => (IReadOnlyList<ReferenceChange>)[.. BackupFor(move, references), new ReferenceChange.Move(move.Reference, move.Old, move.New)])],
            CancellationToken.None);

        bool IsHeldBack(string branch, IReadOnlyList<TransactionResult> results) =>
            numbers.TryGetValue(branch, out var number) && number < results.Count && results[number] is not TransactionResult.Committed;
    }

    private static IEnumerable<ReferenceChange> BackupFor(BranchMove move, ReferenceSnapshot references)
    {
        if (move.Backup is { } backup && references.Find(backup.Reference)?.Target is var now && now == backup.Before && now != move.Old)
        {
            yield return backup.Before is { } before
                ? new ReferenceChange.Move(backup.Reference, before, move.Old)
                : new ReferenceChange.Create(backup.Reference, move.Old);
        }
    }

    private static IEnumerable<(ReferenceName Reference, ObjectId Value)> WrittenBy(string run, RecordedRun recorded)
    {
        foreach (var move in recorded.Open)
        {
            yield return (move.Reference, move.New);
            if (move.Backup is { } backup)
            {
                yield return (backup.Reference, move.Old);
            }
        }

        foreach (var move in recorded.OpenUndo)
        {
            yield return (move.Reference, move.Old);
        }

        if (recorded.Keep is { } keep)
        {
            yield return (KeepReference.For(run), keep);
        }
    }
}

/// <summary>What was done about a run that had been killed. Branches by short name.</summary>
public sealed record RecoveredRun(string Run)
{
    /// <summary>How many branches the run had moved before it was killed.</summary>
    public int Moved { get; internal init; }

    /// <summary>They had been announced together with branches that had moved, and have moved now.</summary>
    public IReadOnlyList<string> Finished { get; internal init; } = [];

    /// <summary>They had been announced, had not moved, and are where they were.</summary>
    public IReadOnlyList<string> NotMoved { get; internal init; } = [];

    /// <summary>Somebody has moved or deleted them since; they stay as they are.</summary>
    public IReadOnlyList<string> ChangedByOthers { get; internal init; } = [];

    /// <summary>The undoing of the run had been stopped; they are where they were before the run.</summary>
    public IReadOnlyList<string> MovedBack { get; internal init; } = [];

    /// <summary>The undoing of the run had been stopped; they are not where they were before the run.</summary>
    public IReadOnlyList<string> NotMovedBack { get; internal init; } = [];

    /// <summary>References whose locks the killed git had left, by full name.</summary>
    public IReadOnlyList<string> RemovedLocks { get; internal init; } = [];
}
