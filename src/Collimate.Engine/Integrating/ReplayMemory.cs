using System.Collections.Concurrent;
using Collimate.Git.Merging;
using Collimate.Git.Objects;

namespace Collimate.Engine.Integrating;

/// <summary>Remembers what became of a commit that was applied on another one: every such step of a run is made once.</summary>
/// <remarks>
/// Applying C on O is a pure function, so branches that share commits share the work and get the same new commits: a stack
/// keeps its shape. May be used from several threads; whoever comes second waits for the first.
/// </remarks>
internal sealed class ReplayMemory
{
    private readonly ConcurrentDictionary<ReplayStep, Lazy<Task<MergeResult>>> _merges = new();
    private readonly ConcurrentDictionary<ReplayStep, Lazy<Task<AppliedCommit>>> _commits = new();

    /// <summary>The result of the merge that applies the commit.</summary>
    /// <param name="merge">Makes it; called once for all branches, unless the first one had no time left for it.</param>
    public async Task<MergeResult> MergeAsync(ReplayStep step, Func<Task<MergeResult>> merge)
    {
        while (true)
        {
            var mine = new Lazy<Task<MergeResult>>(merge);
            var shared = _merges.GetOrAdd(step, mine);
            if (shared == mine)
            {
                return await ForgetUnlessFinalAsync(step, shared);
            }

            // A result that only says that another branch ran out of time, or was cancelled, is no result for this one.
            await Task.WhenAny(shared.Value);
            if (shared.Value.IsCompletedSuccessfully && await shared.Value is var result and not MergeResult.TimedOut)
            {
                return result;
            }

            _merges.TryRemove(KeyValuePair.Create(step, shared));
        }
    }

    /// <summary>The new commit that came of it.</summary>
    /// <param name="write">Writes it; called once for all branches.</param>
    public Task<AppliedCommit> CommitAsync(ReplayStep step, Func<Task<AppliedCommit>> write) =>
        _commits.GetOrAdd(step, _ => new Lazy<Task<AppliedCommit>>(write)).Value;

    private async Task<MergeResult> ForgetUnlessFinalAsync(ReplayStep step, Lazy<Task<MergeResult>> mine)
    {
        var isFinal = false;
        try
        {
            var result = await mine.Value;
            isFinal = result is not MergeResult.TimedOut;
            return result;
        }
        finally
        {
            if (!isFinal)
            {
                _merges.TryRemove(KeyValuePair.Create(step, mine));
            }
        }
    }
}

/// <summary>One commit to apply and where.</summary>
internal readonly record struct ReplayStep(ObjectId Commit, ObjectId Onto);

/// <summary>A commit that others can be applied on; no more of it than they need.</summary>
internal sealed record AppliedCommit(ObjectId Id, ObjectId Tree, Signature Committer)
{
    public static AppliedCommit Of(ObjectId id, CommitObject commit) => new(id, commit.Tree, commit.Committer);
}
