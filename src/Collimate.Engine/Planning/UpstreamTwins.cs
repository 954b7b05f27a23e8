using Collimate.Git.History;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Planning;

/// <summary>Leaves out of a plan the commits that the target has already, as <c>git rebase</c> does.</summary>
/// <remarks>
/// Twins are looked for among the non-merge commits that the target has and this branch has not, by git's patch id. What every
/// commit touches is read in one walk for the whole run; patch ids are computed only where the touched paths are the same.
/// Not for several threads.
/// </remarks>
/// <param name="attributesOf">The directory for the attributes of a target: they say which files are binary.</param>
internal sealed class UpstreamTwins(GitRepository repository, CommitGraph graph, Func<ObjectId, string> attributesOf)
{
    private readonly AncestryWalk _ancestry = new(graph);

    public async Task<RunPlan> LeaveOutAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var replays = plan.Branches.Where(branch => branch.Action is PlannedAction.Replay).ToArray();
        if (replays.Length == 0)
        {
            return plan;
        }

        await using var session = TouchedPaths.Open(repository.Context);
        var own = replays.SelectMany(branch => ((PlannedAction.Replay)branch.Action).Commits).Distinct().ToArray();
        var touched = await TouchedPaths.ReadAsync(session, own, cancellationToken);
        var upstream = await ReadUpstreamAsync(session, plan, touched.Values.ToHashSet(), cancellationToken);
        var groups = new List<TargetGroup>();
        foreach (var group in plan.Groups)
        {
            groups.Add(await LeaveOutAsync(group, Candidates(group, touched, upstream), cancellationToken));
        }

        return new RunPlan(groups);
    }

    /// <returns>For each set of touched paths the commits of any target that touch just these, newest first.</returns>
    private async Task<ILookup<UInt128, ObjectId>> ReadUpstreamAsync(
        CommitDiffSession session, RunPlan plan, HashSet<UInt128> wanted, CancellationToken cancellationToken)
    {
        var missing = new bool[graph.Count];
        foreach (var group in plan.Groups)
        {
            if (Replays(group) is not [] and var branches)
            {
                var reaches = graph.ReachableFrom(group.TargetTip!.Value);
                var meetings = branches.Select(branch => graph.Compare(branch.RequiredTips.Old, reaches).Meetings);
                foreach (var commit in _ancestry.MissingSomewhere(reaches, meetings))
                {
                    missing[commit] = true;
                }
            }
        }

        var commits = Enumerable.Range(0, graph.Count).Where(commit => missing[commit]).Select(commit => graph[commit]).ToArray();
        var touched = await TouchedPaths.ReadAsync(session, commits, cancellationToken);
        return commits
            .Where(commit => touched.TryGetValue(commit, out var paths) && wanted.Contains(paths))
            .ToLookup(commit => touched[commit]);
    }

    /// <returns>For each commit that may have a twin, by branch, those that it may be a twin of.</returns>
    private Dictionary<(int Branch, ObjectId Commit), ObjectId[]> Candidates(
        TargetGroup group, Dictionary<ObjectId, UInt128> touched, ILookup<UInt128, ObjectId> upstream)
    {
        var result = new Dictionary<(int, ObjectId), ObjectId[]>();
        var branches = Replays(group);
        if (branches.Count == 0)
        {
            return result;
        }

        var targetReaches = graph.ReachableFrom(group.TargetTip!.Value);
        foreach (var branch in branches)
        {
            var possible = ((PlannedAction.Replay)branch.Action).Commits
                .Where(touched.ContainsKey)
                .Select(commit => (Commit: commit, Twins: upstream[touched[commit]].Where(twin => targetReaches[graph.IndexOf(twin)]).ToArray()))
                .Where(pair => pair.Twins.Length > 0)
                .ToArray();
            if (possible.Length > 0)
            {
                AddOwn(result, branch, possible);
            }
        }

        return result;
    }

    /// <summary>A twin that the branch itself contains does not count.</summary>
    private void AddOwn(
        Dictionary<(int Branch, ObjectId Commit), ObjectId[]> candidates, BranchPlan branch, (ObjectId Commit, ObjectId[] Twins)[] possible)
    {
        var asked = possible.SelectMany(pair => pair.Twins).Select(graph.IndexOf).Distinct().ToArray();
        var contained = _ancestry.WhichReaches(graph.IndexOf(branch.RequiredTips.Old), asked);
        foreach (var (commit, twins) in possible)
        {
            var upstreamOnly = twins.Where(twin => !contained.Contains(graph.IndexOf(twin))).ToArray();
            if (upstreamOnly.Length > 0)
            {
                candidates.Add((branch.Number, commit), upstreamOnly);
            }
        }
    }

    private async Task<TargetGroup> LeaveOutAsync(
        TargetGroup group, Dictionary<(int Branch, ObjectId Commit), ObjectId[]> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0)
        {
            return group;
        }

        var patches = await ReadPatchesAsync(
            group.TargetTip!.Value, [.. candidates.Keys.Select(key => key.Commit).Concat(candidates.Values.SelectMany(twins => twins)).Distinct()], cancellationToken);
        return group with { Branches = [.. group.Branches.Select(WithoutTwins)] };

        BranchPlan WithoutTwins(BranchPlan branch) => branch.Action is PlannedAction.Replay replay
            ? branch with { Action = LeaveOut(replay, commit => FindTwin(commit, candidates.GetValueOrDefault((branch.Number, commit), []), patches)) }
            : branch;
    }

    private async Task<Dictionary<ObjectId, PatchId>> ReadPatchesAsync(ObjectId target, ObjectId[] commits, CancellationToken cancellationToken)
    {
        try
        {
            var directory = attributesOf(target);
            await using var objects = new ObjectReadSession(repository.Context);
            await AttributeSandbox.EnsureAsync(directory, target, objects, repository.Context, cancellationToken);
            await using var session = PatchId.Open(repository.Context with { WorkingDirectory = directory, WorkTree = directory });
            return await PatchId.ReadAsync(session, commits, cancellationToken);
        }
        catch (GitFailedException)
        {
            // The tree of the target cannot be read. Integration meets the same obstacle, and says so for every branch.
            return [];
        }
    }

    private static PlannedAction.Replay LeaveOut(PlannedAction.Replay replay, Func<ObjectId, UpstreamTwin?> findTwin)
    {
        var kept = new List<ObjectId>();
        var leftOut = new List<LeftOutCommit>();
        foreach (var commit in replay.Commits)
        {
            if (findTwin(commit) is { } twin)
            {
                leftOut.Add(new LeftOutCommit(commit, twin, kept.Count));
            }
            else
            {
                kept.Add(commit);
            }
        }

        return leftOut.Count == 0 ? replay : replay with { Commits = kept, LeftOut = leftOut };
    }

    private static UpstreamTwin? FindTwin(ObjectId commit, ObjectId[] candidates, Dictionary<ObjectId, PatchId> patches)
    {
        if (candidates.Length == 0 || !patches.TryGetValue(commit, out var patch))
        {
            return null;
        }

        var twins = candidates.Where(candidate => patches.TryGetValue(candidate, out var other) && other.Value == patch.Value).ToArray();
        return twins.Length == 0 ? null
            : twins.Where(twin => patches[twin].Exact == patch.Exact).Select(twin => new UpstreamTwin(twin, TwinLikeness.Exact))
                .FirstOrDefault(new UpstreamTwin(twins[0], TwinLikeness.OtherWhiteSpace));
    }

    private static List<BranchPlan> Replays(TargetGroup group) =>
        [.. group.Branches.Where(branch => branch.Action is PlannedAction.Replay)];
}
