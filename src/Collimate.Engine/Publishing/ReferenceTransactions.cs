using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Applies many small transactions, each for itself, while people work in the repository. Not for several threads.</summary>
/// <remarks>
/// Right before its turn a transaction is given up when somebody has checked out a branch that it changes. The locks that a git
/// leaves which dies are removed. Where git is silent for too long once, nothing more is tried.
/// </remarks>
/// <param name="worktrees">They are looked at again and again.</param>
internal sealed class ReferenceTransactions(GitRepository repository, WorktreeSnapshot worktrees, TimeProvider time)
{
    // Whether a branch has been checked out since is looked at once for so many.
    private const int MostTogether = 32;

    private readonly StaleLocks _locks = new(repository.CommonDirectory, time);

    /// <summary>For the reflog; names no branch.</summary>
    public required string Message { get; init; }

    /// <summary>Which hooks may see references move; nothing means none.</summary>
    public string? HooksPath { get; init; }

    /// <summary>Why a transaction must not be tried after what came of those before it; nothing when it may.</summary>
    public Func<int, IReadOnlyList<TransactionResult>, string?> FindHindrance { get; init; } = (_, _) => null;

    /// <param name="cancellationToken">Heard between transactions.</param>
    /// <returns>
    /// Git's last word to each; <see cref="TransactionResult.Refused"/> for what was not tried. What became of a reference only the
    /// references themselves tell.
    /// </returns>
    /// <exception cref="GitFailedException">Git cannot be started.</exception>
    public async Task<IReadOnlyList<TransactionResult>> ApplyAsync(IReadOnlyList<IReadOnlyList<ReferenceChange>> transactions, CancellationToken cancellationToken)
    {
        var results = new List<TransactionResult>(transactions.Count);
        var uses = worktrees.LookAgain(repository.CommonDirectory);
        var isSilent = false;
        while (results.Count < transactions.Count)
        {
            var together = transactions.Skip(results.Count).Take(MostTogether).TakeWhile((_, i) => HindranceOf(results.Count + i) is null).ToArray();
            if (together.Length == 0)
            {
                results.Add(new TransactionResult.Refused(HindranceOf(results.Count)!));
                continue;
            }

            results.AddRange(await ApplyTogetherAsync(together));
            isSilent = results[^1] is TransactionResult.Stalled;
            uses = worktrees.LookAgain(repository.CommonDirectory); // That took a while.
        }

        return results;

        string? HindranceOf(int number) =>
            cancellationToken.IsCancellationRequested ? "not tried after the interruption"
            : isSilent ? "not tried, because git was silent for too long before; a hook may hang"
            : transactions[number].Any(change => uses.Find(change.Reference) is not null) ? "it is checked out or in use"
            : FindHindrance(number, results);
    }

    /// <returns>At least one result; nothing was done for the transactions without one.</returns>
    private async Task<IReadOnlyList<TransactionResult>> ApplyTogetherAsync(IReadOnlyList<ReferenceChange>[] transactions)
    {
        var context = repository.Context with { HooksPath = HooksPath, Signals = TerminalSignals.KeptAway };
        await using var session = await UpdateRefSession.OpenAsync(context, Message);
        var results = await session.ApplyInOrderAsync(transactions);
        if (results[^1].MayHaveLeftLocks)
        {
            await _locks.RemoveAsync(transactions[results.Count - 1], CancellationToken.None);
        }

        return results;
    }
}
