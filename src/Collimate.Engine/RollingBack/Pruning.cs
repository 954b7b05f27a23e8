using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.RollingBack;

/// <summary>Removes what old runs have kept: keep refs, visible backups and folders. Only for who holds the lock of the repository.</summary>
/// <remarks>
/// A visible backup goes only where it still points at what a run that is pruned has recorded, and no other run has. References go
/// before the folder, so that whatever is killed half way is found again.
/// </remarks>
/// <param name="directory">The folder <c>collimate</c> of the common git directory.</param>
internal sealed class Pruning(GitRepository repository, string directory, TimeProvider time)
{
    /// <summary>Finds out what there is to remove, and touches nothing.</summary>
    /// <exception cref="GitFailedException">Git cannot read the references.</exception>
    public async Task<PrunePlan> PlanAsync(IReadOnlySet<string> runs, CancellationToken cancellationToken)
    {
        var references = await ReferenceSnapshot.ReadAsync(repository.Context, cancellationToken);
        var worktrees = await WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, cancellationToken);
        await using var objects = new ObjectReadSession(repository.Context);
        var keeps = KeepReference.AllIn(references);
        var old = keeps.Where(keep => runs.Contains(keep.Run)).ToArray();
        var recorded = await KeepReference.ReadRecordedAsync([.. old.Select(keep => keep.Reference.Target)], objects, cancellationToken);
        var needed = await KeepReference.ReadRecordedAsync(
            [.. keeps.Where(keep => !runs.Contains(keep.Run)).Select(keep => keep.Reference.Target)], objects, cancellationToken);
        var backups = recorded.Except(needed)
            .Where(pair => references.Find(pair.Backup)?.Target == pair.OldTip && worktrees.Find(pair.Backup) is null)
            .OrderBy(pair => pair.Backup.ToString(), StringComparer.Ordinal)
            .Select(pair => new ReferenceChange.Delete(pair.Backup, pair.OldTip));
        return new PrunePlan(
            worktrees,
            [.. runs.Where(run => Directory.Exists(RunFolder.Of(directory, run).Location))],
            [.. old.Select(keep => new ReferenceChange.Delete(keep.Reference.Name, keep.Reference.Target))],
            [.. backups]);
    }

    /// <returns>References that stay, by full name, because somebody has moved them meanwhile or git refuses.</returns>
    /// <exception cref="IOException">A folder cannot be removed.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(PrunePlan plan)
    {
        ReferenceChange.Delete[] all = [.. plan.Backups, .. plan.Keeps];
        var remaining = all.Length > 0 ? await DeleteAsync(all, plan.Worktrees) : [];
        foreach (var run in plan.Runs)
        {
            Directory.Delete(RunFolder.Of(directory, run).Location, recursive: true);
        }

        return remaining;
    }

    private async Task<IReadOnlyList<string>> DeleteAsync(ReferenceChange.Delete[] all, WorktreeSnapshot worktrees)
    {
        // All at once, because git writes the whole list of packed references anew for each transaction that deletes.
        var transactions = new ReferenceTransactions(repository, worktrees, time) { Message = "collimate: prune" };
        if ((await transactions.ApplyAsync([all], CancellationToken.None))[0] is TransactionResult.Committed)
        {
            return [];
        }

        await transactions.ApplyAsync([.. all.Select(change => (IReadOnlyList<ReferenceChange>)[change])], CancellationToken.None);
        var now = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        return [.. all.Where(change => now.Find(change.Name) is not null).Select(change => change.Name.ToString())];
    }
}

/// <summary>What there is to remove.</summary>
/// <param name="Worktrees">They are looked at again before a branch goes.</param>
/// <param name="Runs">By id; their folders go.</param>
internal sealed record PrunePlan(
    WorktreeSnapshot Worktrees, IReadOnlyList<string> Runs, IReadOnlyList<ReferenceChange.Delete> Keeps, IReadOnlyList<ReferenceChange.Delete> Backups);
