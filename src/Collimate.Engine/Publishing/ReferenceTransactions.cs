using Collimate.Git.References;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Publishing;

/// <summary>Applies many small transactions, whatever becomes of each. Not for several threads.</summary>
/// <param name="context">Says which hooks may see references move.</param>
/// <param name="message">For the reflog; names no branch.</param>
internal sealed class ReferenceTransactions(GitContext context, string message)
{
    private const int MostTogether = 64;

    /// <returns>One result for each; git is told the truth by the references, not by its last word.</returns>
    public async Task<IReadOnlyList<TransactionResult>> ApplyAsync(IReadOnlyList<IReadOnlyList<ReferenceChange>> transactions)
    {
        var results = new List<TransactionResult>(transactions.Count);
        while (results.Count < transactions.Count)
        {
            await using var session = await UpdateRefSession.OpenAsync(context with { Signals = TerminalSignals.KeptAway }, message);
            while (results.Count < transactions.Count && session.State == SessionState.Idle)
            {
                results.AddRange(await session.ApplyInOrderAsync([.. transactions.Skip(results.Count).Take(MostTogether)]));
            }
        }

        return results;
    }
}
