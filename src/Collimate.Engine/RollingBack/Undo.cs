using Collimate.Engine.Journaling;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.RollingBack;

/// <summary>Moves the branches of a run back to where they were before it. Only for who holds the lock of the repository.</summary>
/// <remarks>
/// By compare-and-swap: what people have added or changed since stays. Announced in the journal of the run, so that it can be
/// killed at any moment and asked for again. Visible backups and the keep ref stay until they are pruned.
/// </remarks>
internal sealed class Undo(GitRepository repository, TimeProvider time)
{
    /// <param name="folder">Of the run; it has a journal.</param>
    /// <param name="cancellationToken">Heard before each branch.</param>
    /// <exception cref="JournalDamagedException">Nobody can tell what the run has moved.</exception>
    /// <exception cref="GitFailedException">Git cannot read the references.</exception>
    /// <exception cref="IOException">The disk failed; every branch is at one of its two tips.</exception>
    public async Task<UndoneRun> UndoAsync(string run, RunFolder folder, CancellationToken cancellationToken)
    {
        var recorded = RecordedRun.Read(folder.Journal);
        var references = await ReferenceSnapshot.ReadAsync(repository.Context, cancellationToken);
        var worktrees = await WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, cancellationToken);
        var hooks = await Hooks.FindAsync(repository, worktrees, recorded.Hooks, cancellationToken);
        var states = recorded.Published.ToLookup(move => StateOf(move, references, worktrees));
        cancellationToken.ThrowIfCancellationRequested();

        using var journal = RunJournal.Continue(folder.Journal, recorded.Journal, time);
        var movable = states[BranchState.AsLeft].ToArray();
        foreach (var move in movable)
        {
            move.NoteIn(journal, JournalKind.UndoIntended);
        }

        journal.Append();
        var transactions = new ReferenceTransactions(repository, worktrees, time) { Message = $"collimate: undo (run {run})", HooksPath = hooks.Directory };
        var results = await transactions.ApplyAsync(
            [.. movable.Select(move => (IReadOnlyList<ReferenceChange>)[new ReferenceChange.Move(move.Reference, move.New, move.Old)])], cancellationToken);
        var now = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        foreach (var move in movable.Concat(states[BranchState.Back]))
        {
            move.NoteIn(journal, IsBack(move, now) ? JournalKind.Undone : JournalKind.NotUndone);
        }

        journal.Note(JournalKind.UndoEnded, json => json.WriteNumber("undone", movable.Count(move => IsBack(move, now))));
        journal.Append();
        return new UndoneRun(run)
        {
            End = cancellationToken.IsCancellationRequested ? RunEnd.Interrupted : RunEnd.Finished,
            Undone = Names(movable.Where(move => IsBack(move, now))),
            Before = Names(states[BranchState.Back]),
            ChangedByOthers = Names(states[BranchState.Changed]),
            CheckedOut = Names(states[BranchState.CheckedOut]),
            Refused = [.. movable.Zip(results).Where(pair => !IsBack(pair.First, now)).Select(pair => (pair.First.Branch, DisplayText.Escape(pair.Second.Obstacle.Trim())))],
        };
    }

    private static BranchState StateOf(BranchMove move, ReferenceSnapshot references, WorktreeSnapshot worktrees) =>
        move.TipIn(references) is not { } tip || (tip != move.New && tip != move.Old) ? BranchState.Changed
        : tip == move.Old ? BranchState.Back
        : worktrees.Find(move.Reference) is not null ? BranchState.CheckedOut
        : BranchState.AsLeft;

    private static bool IsBack(BranchMove move, ReferenceSnapshot references) => move.TipIn(references) == move.Old;

    private static IReadOnlyList<string> Names(IEnumerable<BranchMove> moves) => [.. moves.Select(move => move.Branch)];

    private enum BranchState
    {
        /// <summary>Where the run has moved it.</summary>
        AsLeft,
        CheckedOut,

        /// <summary>Where it was before the run.</summary>
        Back,

        /// <summary>Somewhere else, or deleted.</summary>
        Changed,
    }
}

/// <summary>What became of the branches that a run had moved. Short names.</summary>
public sealed record UndoneRun(string Run)
{
    /// <summary>Whether it ended early because it was asked to; what had moved back stays so.</summary>
    public RunEnd End { get; internal init; }

    /// <summary>They are where they were before the run.</summary>
    public IReadOnlyList<string> Undone { get; internal init; } = [];

    /// <summary>They were there already.</summary>
    public IReadOnlyList<string> Before { get; internal init; } = [];

    /// <summary>Somebody has moved or deleted them since the run; they stay as they are.</summary>
    public IReadOnlyList<string> ChangedByOthers { get; internal init; } = [];

    /// <summary>They are checked out, or in the middle of a rebase or a bisect; they stay as they are.</summary>
    public IReadOnlyList<string> CheckedOut { get; internal init; } = [];

    /// <summary>Git, or a hook, refused to move them, or they were not tried any more. Escaped.</summary>
    public IReadOnlyList<(string Branch, string Reason)> Refused { get; internal init; } = [];

    /// <summary>How the command line ends.</summary>
    public ExitCode ExitCode => End == RunEnd.Interrupted ? ExitCode.Interrupted
        : CheckedOut.Count + Refused.Count > 0 ? ExitCode.SomeFailed
        : ChangedByOthers.Count > 0 ? ExitCode.RacesLost
        : ExitCode.AllAligned;
}
