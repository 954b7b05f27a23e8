using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.RollingBack;

/// <summary>Removes what old runs have kept: keep refs, visible backups and folders. Only for who holds the lock of the repository.</summary>
/// <remarks>
/// A visible backup goes only where it still points at what a run that is pruned has recorded, and no other run has. A run whose
/// backup cannot go keeps its keep ref and its folder too: nobody else knows that the backup is one. References go before the
/// folder, so that whatever is killed half way is found again.
/// </remarks>
/// <param name="directory">The folder <c>collimate</c> of the common git directory.</param>
internal sealed class Pruning(GitRepository repository, string directory, TimeProvider time)
{
    /// <summary>Finds out what there is to remove, and touches nothing.</summary>
    /// <param name="runs">By id, the newest first.</param>
    /// <exception cref="GitFailedException">Git cannot read the references.</exception>
    public async Task<PrunePlan> PlanAsync(IReadOnlyList<string> runs, CancellationToken cancellationToken)
    {
        var references = await ReferenceSnapshot.ReadAsync(repository.Context, cancellationToken);
        var worktrees = await WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, cancellationToken);
        await using var objects = new ObjectReadSession(repository.Context);
        var keeps = KeepReference.AllIn(references).ToDictionary(keep => keep.Run, keep => keep.Reference, StringComparer.Ordinal);
        var needed = await KeepReference.ReadRecordedAsync(
            [.. keeps.Where(keep => !runs.Contains(keep.Key, StringComparer.Ordinal)).Select(keep => keep.Value.Target)], objects, cancellationToken);
        var old = new List<PrunableRun>();
        foreach (var run in runs)
        {
            var keep = keeps.GetValueOrDefault(run);
            var recorded = await KeepReference.ReadRecordedAsync(keep is null ? [] : [keep.Target], objects, cancellationToken);
            old.Add(new PrunableRun(run)
            {
                Keep = keep is null ? null : new ReferenceChange.Delete(keep.Name, keep.Target),
                Backups = [.. recorded.Except(needed).Where(pair => references.Find(pair.Backup)?.Target == pair.OldTip)
                    .Select(pair => new ReferenceChange.Delete(pair.Backup, pair.OldTip))],
            });
        }

        return new PrunePlan(worktrees, old).Without(backup => worktrees.Find(backup) is not null);
    }

    /// <returns>What of the plan was done.</returns>
    /// <exception cref="IOException">A folder cannot be removed.</exception>
    public async Task<PrunePlan> ApplyAsync(PrunePlan plan)
    {
        ReferenceChange.Delete[] all = [.. plan.Backups, .. plan.Keeps];

        // All at once, because git writes the whole list of packed references anew for each transaction that deletes.
        var transactions = new ReferenceTransactions(repository, plan.Worktrees, time) { Message = "collimate: prune" };
        if (all.Length > 0 && (await transactions.ApplyAsync([all], CancellationToken.None))[0] is not TransactionResult.Committed)
        {
            plan = plan.Without(await DeleteAsync(transactions, plan.Backups));
            plan = plan.Without(await DeleteAsync(transactions, plan.Keeps));
        }

        foreach (var run in plan.Runs)
        {
            var folder = RunFolder.Of(directory, run.Run).Location;
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return plan;
    }

    /// <summary>Each for itself.</summary>
    /// <returns>Whether a reference is one of those that are still there.</returns>
    private async Task<Func<ReferenceName, bool>> DeleteAsync(ReferenceTransactions transactions, IReadOnlyList<ReferenceChange.Delete> changes)
    {
        await transactions.ApplyAsync([.. changes.Select(change => (IReadOnlyList<ReferenceChange>)[change])], CancellationToken.None);
        var now = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        var left = changes.Select(change => change.Name).Where(name => now.Find(name) is not null).ToHashSet();
        return left.Contains;
    }
}

/// <summary>What there is to remove.</summary>
/// <param name="Worktrees">They are looked at again before a branch goes.</param>
internal sealed record PrunePlan(WorktreeSnapshot Worktrees, IReadOnlyList<PrunableRun> Runs)
{
    /// <summary>References that stay although their run is old, by full name.</summary>
    public IReadOnlyList<string> Remaining { get; private init; } = [];

    /// <summary>By name.</summary>
    public IReadOnlyList<ReferenceChange.Delete> Backups =>
        [.. Runs.SelectMany(run => run.Backups).Distinct().OrderBy(backup => backup.Name.ToString(), StringComparer.Ordinal)];

    public IReadOnlyList<ReferenceChange.Delete> Keeps => [.. Runs.Select(run => run.Keep).OfType<ReferenceChange.Delete>()];

    /// <summary>Without the runs that have kept one of these references.</summary>
    public PrunePlan Without(Func<ReferenceName, bool> stays) => this with
    {
        Runs = [.. Runs.Where(run => !run.References.Any(stays))],
        Remaining = [.. Remaining.Concat(Runs.SelectMany(run => run.References).Where(stays).Select(name => name.ToString()))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };
}

/// <summary>What an old run has kept.</summary>
/// <param name="Run">Its id; its folder goes.</param>
internal sealed record PrunableRun(string Run)
{
    /// <summary>Nothing when its keep ref is gone.</summary>
    public required ReferenceChange.Delete? Keep { get; init; }

    /// <summary>Visible backups that are as it has left them.</summary>
    public required IReadOnlyList<ReferenceChange.Delete> Backups { get; init; }

    public IEnumerable<ReferenceName> References => Backups.Select(backup => backup.Name).Concat(Keep is null ? [] : [Keep.Name]);
}
