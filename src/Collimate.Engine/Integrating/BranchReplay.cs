using Collimate.Engine.Planning;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Integrating;

/// <summary>Applies the commits of one branch again, one after the other, each on what came of the one before.</summary>
/// <remarks>
/// To apply commit C with parent P on O, C is merged into O with P as the merge base (<see cref="TreeMerges"/>). The result is that
/// of <c>git rebase</c>.
/// </remarks>
internal sealed class BranchReplay(AlignmentWorkspace workspace, PlannedAction.Replay replay)
{
    private readonly List<ReplayedCommit> _replayed = [];
    private readonly List<ObjectId> _becameEmpty = [];
    private readonly List<LeftOutCommit> _differing = [];
    private Dictionary<ObjectId, CommitObject> _commits = [];
    private ObjectId _targetTree;
    private int _signaturesDropped;

    /// <exception cref="MalformedObjectException">A commit is missing or damaged.</exception>
    public async Task<IntegrationResult> ApplyAsync(ObjectId target, CancellationToken cancellationToken)
    {
        _commits = await ReadAsync(cancellationToken);
        var targetCommit = await workspace.ReadSharedCommitAsync(target, cancellationToken);
        _targetTree = targetCommit.Tree;
        var onto = AppliedCommit.Of(target, targetCommit);
        for (var place = 0; place < replay.Commits.Count; place++)
        {
            await CompareLeftOutAsync(place, onto, cancellationToken);
            var id = replay.Commits[place];
            var merged = await MergeAsync(id, onto, cancellationToken);
            if (merged is not MergeResult.Clean clean)
            {
                return IntegrationFailure.Of(merged, id, _commits[id].Subject, branchStage: ConflictStages.Theirs);
            }

            // As git rebase: what was empty before stays, what becomes empty goes.
            if (clean.Tree == onto.Tree && !await WasEmptyAsync(_commits[id], cancellationToken))
            {
                _becameEmpty.Add(id);
                continue;
            }

            onto = await CommitAsync(id, clean.Tree, onto, cancellationToken);
        }

        await CompareLeftOutAsync(replay.Commits.Count, onto, cancellationToken);
        return new IntegrationResult.Integrated(onto.Id)
        {
            Replayed = _replayed,
            BecameEmpty = _becameEmpty,
            LeftOutButDiffering = _differing,
            SignaturesDropped = _signaturesDropped,
        };
    }

    /// <summary>All commits, in one question.</summary>
    private async Task<Dictionary<ObjectId, CommitObject>> ReadAsync(CancellationToken cancellationToken)
    {
        var ids = replay.Commits.Concat(replay.LeftOut.Select(leftOut => leftOut.Commit)).ToArray();
        return ids.Zip(await workspace.ReadCommitsAsync(ids, cancellationToken)).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<bool> WasEmptyAsync(CommitObject commit, CancellationToken cancellationToken) =>
        commit.Tree == await TreeBeforeAsync(commit, cancellationToken);

    /// <remarks>The parent of the first commit is read only here, because most branches never need it.</remarks>
    private async Task<ObjectId> TreeBeforeAsync(CommitObject commit, CancellationToken cancellationToken) => commit.Parents switch
    {
        [] => workspace.Format.EmptyTree(),
        [var parent, ..] when _commits.TryGetValue(parent, out var known) => known.Tree,
        [var parent, ..] => (await workspace.ReadSharedCommitAsync(parent, cancellationToken)).Tree,
    };

    /// <summary>Looks which of the commits that are left out here would have changed something.</summary>
    private async Task CompareLeftOutAsync(int place, AppliedCommit onto, CancellationToken cancellationToken)
    {
        foreach (var leftOut in replay.LeftOut.Where(commit => commit.Place == place))
        {
            var commit = _commits[leftOut.Commit];
            if (leftOut.Twin.Likeness != TwinLikeness.Exact || await WouldChangeAsync(commit, onto, cancellationToken))
            {
                _differing.Add(leftOut);
            }
        }
    }

    private async Task<bool> WouldChangeAsync(CommitObject commit, AppliedCommit onto, CancellationToken cancellationToken)
    {
        try
        {
            return await workspace.LeftOut.WouldChangeAsync(
                (await TreeBeforeAsync(commit, cancellationToken), commit.Tree), (_targetTree, onto.Tree), versions => MergeTouchedAsync(versions, cancellationToken), cancellationToken);
        }
        catch (GitFailedException e) when (e is not GitNotStartedException)
        {
            // An object is missing that the result does not need; that is no reason to fail the branch.
            return false;
        }
    }

    /// <returns>Whether the merge of these few paths is clean and changes something; nothing where it was not made.</returns>
    private async Task<bool?> MergeTouchedAsync(TouchedVersions versions, CancellationToken cancellationToken)
    {
        var objects = workspace.NewObjects;
        var trees = new ThreeTrees(
            objects.Write("tree", versions.TreeOf(path => path.Base)),
            objects.Write("tree", versions.TreeOf(path => path.Ours)),
            objects.Write("tree", versions.TreeOf(path => path.Theirs)));
        return await workspace.Merges.MergeAsync(workspace.TreeMerges.Pair(trees), workspace.Budget, cancellationToken) switch
        {
            MergeResult.Clean clean => clean.Tree != trees.Ours,
            MergeResult.Conflicted => false,
            _ => null, // Another branch may have the time that this one lacked.
        };
    }

    private Task<MergeResult> MergeAsync(ObjectId id, AppliedCommit onto, CancellationToken cancellationToken) =>
        workspace.Replays.MergeAsync(
            new ReplayStep(id, onto.Id),
            async () => await workspace.Merges.MergeAsync(await PairForAsync(id, onto, cancellationToken), workspace.Budget, cancellationToken));

    private async Task<MergePair> PairForAsync(ObjectId id, AppliedCommit onto, CancellationToken cancellationToken)
    {
        // A commit without a parent changes the empty tree.
        var commit = _commits[id];
        return commit.Parents is [var parent, ..] && !workspace.TreeMerges.TellsBases
            ? workspace.TreeMerges.Pair(onto.Tree, parent, id)
            : workspace.TreeMerges.Pair(new ThreeTrees(await TreeBeforeAsync(commit, cancellationToken), onto.Tree, commit.Tree));
    }

    private async Task<AppliedCommit> CommitAsync(ObjectId id, ObjectId tree, AppliedCommit onto, CancellationToken cancellationToken)
    {
        var original = _commits[id];
        var applied = await workspace.Replays.CommitAsync(new ReplayStep(id, onto.Id), async () =>
        {
            var commit = NewCommits.Reapplied(original, tree, onto.Id, workspace.Committer.For(original.Committer, onto.Committer));
            return AppliedCommit.Of(await workspace.WriteCommitAsync(commit, cancellationToken), commit);
        });
        _replayed.Add(new ReplayedCommit(id, applied.Id, original.Subject));
        _signaturesDropped += original.IsSigned && !workspace.SignsCommits ? 1 : 0;
        return applied;
    }
}
