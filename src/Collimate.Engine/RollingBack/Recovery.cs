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
/// made too, so that a stack is not torn; where none has, none is made. A visible backup too many stays: it points at a tip that
/// the keep ref holds as well, and the next run takes it over.</para>
/// <para>Each step looks at the references and moves them by compare-and-swap, so that it can be killed and begun again, and
/// what people did meanwhile stays.</para>
/// </remarks>
/// <param name="directory">The folder <c>collimate</c> of the common git directory.</param>
internal sealed class Recovery(GitRepository repository, string directory, TimeProvider time)
{
    /// <returns>Nothing when there was nothing to recover.</returns>
    /// <exception cref="JournalDamagedException">Nobody can tell what had begun.</exception>
    /// <exception cref="RecoveryBlockedException">A process of the run is still at work.</exception>
    /// <exception cref="GitFailedException">Git cannot read the references.</exception>
    /// <exception cref="IOException">The disk failed; it can be begun again.</exception>
    /// <param name="cancellationToken">Heard until the first reference may move.</param>
    public async Task<RecoveredRun?> RecoverAsync(string run, CancellationToken cancellationToken)
    {
        var folder = RunFolder.Of(directory, run);
        if (!File.Exists(folder.Journal))
        {
            return null; // It was killed before it had announced anything.
        }

        var recorded = RecordedRun.Read(folder.Journal);
        if (recorded.IsClosed)
        {
            return null;
        }

        await RunProcesses.WaitUntilGoneAsync(run, time, cancellationToken);
        var locks = await new StaleLocks(repository.CommonDirectory, time).RemoveAsync(WrittenBy(run, recorded), cancellationToken);
        using var journal = RunJournal.Continue(folder.Journal, recorded.Journal, time);
        var recovered = (await ConcludeAsync(run, recorded, journal)) with { RemovedLocks = locks };
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

    private async Task<RecoveredRun> ConcludeAsync(string run, RecordedRun recorded, RunJournal journal)
    {
        var references = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        var moved = recorded.Open.Where(move => references.Find(move.Reference)?.Target == move.New).ToArray();
        var waiting = recorded.Open.Where(move => references.Find(move.Reference)?.Target == move.Old).ToArray();
        var finished = moved.Length > 0 ? await FinishAsync(run, recorded.Hooks, waiting, references) : [];
        foreach (var move in recorded.Open)
        {
            move.NoteIn(journal, moved.Contains(move) || finished.Contains(move) ? JournalKind.Published : JournalKind.NotPublished);
        }

        foreach (var move in recorded.OpenUndo)
        {
            move.NoteIn(journal, references.Find(move.Reference)?.Target == move.Old ? JournalKind.Undone : JournalKind.NotUndone);
        }

        return new RecoveredRun(run)
        {
            Moved = recorded.Published.Count + moved.Length,
            Finished = [.. finished.Select(move => move.Branch)],
            NotMoved = [.. waiting.Except(finished).Select(move => move.Branch)],
            ChangedByOthers = [.. recorded.Open.Except(moved).Except(waiting).Select(move => move.Branch)],
        };
    }

    /// <returns>Those that have moved now.</returns>
    private async Task<IReadOnlyList<BranchMove>> FinishAsync(string run, HookPolicy policy, IReadOnlyList<BranchMove> waiting, ReferenceSnapshot references)
    {
        var worktrees = await WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, CancellationToken.None);
        var hooks = await Hooks.FindAsync(repository, worktrees, policy, CancellationToken.None);
        var free = waiting.Where(move => worktrees.Find(move.Reference) is null).ToArray();
        var transactions = new ReferenceTransactions(repository.Context with { HooksPath = hooks.Directory }, $"collimate: recovered (run {run})");
        var results = await transactions.ApplyAsync([.. free.Select(move => (IReadOnlyList<ReferenceChange>)
            [.. BackupFor(move, references), new ReferenceChange.Move(move.Reference, move.Old, move.New)])]);
        return [.. free.Zip(results).Where(pair => pair.Second is TransactionResult.Committed).Select(pair => pair.First)];
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
        foreach (var move in recorded.Open.Concat(recorded.OpenUndo))
        {
            foreach (var reference in move.Locked)
            {
                yield return (reference, move.Old);
                yield return (reference, move.New);
            }

            if (move.Backup?.Before is { } before)
            {
                yield return (move.Backup.Reference, before);
            }
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

    /// <summary>References whose locks the killed git had left, by full name.</summary>
    public IReadOnlyList<string> RemovedLocks { get; internal init; } = [];
}
