using Collimate.Git;
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
/// <param name="attributes">Those of the target say which files are binary.</param>
internal sealed class UpstreamTwins(GitRepository repository, CommitGraph graph, AttributeSandboxes attributes)
{
    private readonly AncestryWalk _ancestry = new(graph);

    // By the directory of their attributes: most groups have the same ones.
    private readonly Dictionary<string, PatchSource> _patches = new(StringComparer.Ordinal);

    public async Task<RunPlan> LeaveOutAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var replays = plan.Branches.Where(branch => branch.Action is PlannedAction.Replay).ToArray();
        if (replays.Length == 0)
        {
            return plan;
        }

        using var step = Timeline.Start(Timeline.FindTwins)?.SetTag("branches", replays.Length);
        await using var session = TouchedPaths.Open(repository.Context);
        var own = replays.SelectMany(branch => ((PlannedAction.Replay)branch.Action).Commits).Distinct().ToArray();
        var touched = await TouchedPaths.ReadAsync(session, own, cancellationToken);
        var upstream = await ReadUpstreamAsync(session, plan, touched, cancellationToken);
        try
        {
            var groups = new List<TargetGroup>();
            foreach (var group in plan.Groups)
            {
                groups.Add(await LeaveOutAsync(group, touched, upstream, cancellationToken));
            }

            return new RunPlan(groups);
        }
        finally
        {
            foreach (var source in _patches.Values)
            {
                await source.Session.DisposeAsync();
            }

            _patches.Clear();
        }
    }

    /// <param name="touched">What the branches' own commits touch; gets the same about the commits of the result.</param>
    /// <returns>For each set of touched paths the commits of any target that touch just these, newest first.</returns>
    private async Task<ILookup<UInt128, ObjectId>> ReadUpstreamAsync(
        CommitDiffSession session, RunPlan plan, Dictionary<ObjectId, TouchedPaths> touched, CancellationToken cancellationToken)
    {
        var missing = new bool[graph.Count];
        foreach (var group in plan.Groups)
        {
            foreach (var commit in MissingSomewhere(group))
            {
                missing[commit] = true;
            }
        }

        var wanted = touched.Values.Select(paths => paths.Names).ToHashSet();
        var commits = Enumerable.Range(0, graph.Count).Where(commit => missing[commit]).Select(commit => graph[commit]).ToArray();
        var read = await TouchedPaths.ReadAsync(session, commits, cancellationToken);
        var possible = commits.Where(commit => read.TryGetValue(commit, out var paths) && wanted.Contains(paths.Names)).ToArray();
        foreach (var commit in possible)
        {
            touched[commit] = read[commit];
        }

        return possible.ToLookup(commit => touched[commit].Names);
    }

    private async Task<TargetGroup> LeaveOutAsync(
        TargetGroup group, Dictionary<ObjectId, TouchedPaths> touched, ILookup<UInt128, ObjectId> upstream, CancellationToken cancellationToken)
    {
        var branches = Replays(group);
        var own = branches
            .SelectMany(branch => ((PlannedAction.Replay)branch.Action).Commits)
            .Where(commit => touched.TryGetValue(commit, out var paths) && upstream.Contains(paths.Names))
            .ToHashSet();
        if (own.Count == 0)
        {
            return group;
        }

        var missing = MissingSomewhere(group).ToHashSet();
        var others = own
            .Select(commit => touched[commit].Names)
            .Distinct()
            .SelectMany(names => upstream[names])
            .Where(commit => missing.Contains(graph.IndexOf(commit)))
            .ToArray();

        // Where the blobs are the same nothing has to be compared; patches are computed only for what is left.
        var sameVersions = others.ToLookup(commit => touched[commit].Versions);
        var twins = branches.ToDictionary(
            branch => branch.Number,
            branch => UpstreamOnly(branch, commit => own.Contains(commit) ? sameVersions[touched[commit].Versions] : [])
                .ToDictionary(pair => pair.Key, pair => new UpstreamTwin(pair.Value[0], TwinLikeness.Exact)));
        var open = branches
            .SelectMany(branch => ((PlannedAction.Replay)branch.Action).Commits
                .Where(commit => own.Contains(commit) && !twins[branch.Number].ContainsKey(commit)))
            .ToHashSet();
        await CompareAsync(group, open, [.. OfSameNames(open, others, touched)], twins, cancellationToken);
        return group with { Branches = [.. group.Branches.Select(WithoutTwins)] };

        BranchPlan WithoutTwins(BranchPlan branch) => branch.Action is PlannedAction.Replay replay
            ? branch with { Action = LeaveOut(replay, commit => twins[branch.Number].GetValueOrDefault(commit)) }
            : branch;
    }

    /// <summary>Finds the twins of commits whose blobs alone do not show one.</summary>
    /// <param name="twins">By number of a branch; gets what is found.</param>
    private async Task CompareAsync(
        TargetGroup group,
        HashSet<ObjectId> open,
        ObjectId[] others,
        Dictionary<int, Dictionary<ObjectId, UpstreamTwin>> twins,
        CancellationToken cancellationToken)
    {
        if (others.Length == 0)
        {
            return;
        }

        var patches = await ReadPatchesAsync(group.TargetTip!.Value, [.. open.Concat(others).Distinct()], cancellationToken);
        var byPatch = others.Where(commit => patches.GetValueOrDefault(commit) is not null).ToLookup(commit => patches[commit]!.Value.Value);
        foreach (var branch in Replays(group))
        {
            var found = UpstreamOnly(
                branch, commit => open.Contains(commit) && patches.GetValueOrDefault(commit) is { } patch ? byPatch[patch.Value] : []);
            foreach (var (commit, candidates) in found)
            {
                twins[branch.Number].TryAdd(commit, Choose(patches[commit], candidates, patches));
            }
        }
    }

    private static IEnumerable<ObjectId> OfSameNames(HashSet<ObjectId> open, ObjectId[] others, Dictionary<ObjectId, TouchedPaths> touched)
    {
        var names = open.Select(commit => touched[commit].Names).ToHashSet();
        return others.Where(commit => names.Contains(touched[commit].Names));
    }

    /// <summary>For each commit of a branch the candidates that the branch itself does not contain: only they count as twins.</summary>
    private Dictionary<ObjectId, ObjectId[]> UpstreamOnly(BranchPlan branch, Func<ObjectId, IEnumerable<ObjectId>> candidatesOf)
    {
        var possible = ((PlannedAction.Replay)branch.Action).Commits
            .Select(commit => KeyValuePair.Create(commit, candidatesOf(commit).ToArray()))
            .Where(pair => pair.Value.Length > 0)
            .ToArray();
        if (possible.Length == 0)
        {
            return [];
        }

        var contained = _ancestry.WhichReaches(
            graph.IndexOf(branch.RequiredTips.Old), [.. possible.SelectMany(pair => pair.Value).Select(graph.IndexOf).Distinct()]);
        return possible
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Where(twin => !contained.Contains(graph.IndexOf(twin))).ToArray()))
            .Where(pair => pair.Value.Length > 0)
            .ToDictionary();
    }

    private async Task<Dictionary<ObjectId, PatchId?>> ReadPatchesAsync(ObjectId target, ObjectId[] commits, CancellationToken cancellationToken)
    {
        try
        {
            var directory = await attributes.GetAsync(target, cancellationToken);
            if (!_patches.TryGetValue(directory, out var source))
            {
                var context = repository.Context with { WorkingDirectory = directory, WorkTree = directory };
#pragma warning disable CA2000 // The session is disposed with all others when the plan is made.
                _patches.Add(directory, source = new PatchSource(PatchId.Open(context), []));
#pragma warning restore CA2000
            }

            var unknown = commits.Where(commit => !source.Known.ContainsKey(commit)).ToArray();
            var read = await PatchId.ReadAsync(source.Session, unknown, cancellationToken);
            foreach (var commit in unknown)
            {
                source.Known.Add(commit, read.TryGetValue(commit, out var patch) ? patch : null); // Nothing where git cannot read it.
            }

            return source.Known;
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

    /// <summary>The newest that is the same in everything, or else the newest.</summary>
    private static UpstreamTwin Choose(PatchId? patch, ObjectId[] twins, Dictionary<ObjectId, PatchId?> patches) =>
        twins.Where(twin => patches[twin]?.Exact == patch?.Exact).Select(twin => new UpstreamTwin(twin, TwinLikeness.Exact))
            .FirstOrDefault(new UpstreamTwin(twins[0], TwinLikeness.OtherWhiteSpace));

    /// <summary>The commits of a group's target that at least one of its branches has not.</summary>
    private IEnumerable<int> MissingSomewhere(TargetGroup group)
    {
        var branches = Replays(group);
        if (branches.Count == 0)
        {
            return [];
        }

        var reaches = graph.ReachableFrom(group.TargetTip!.Value);
        return _ancestry.MissingSomewhere(reaches, branches.Select(branch => graph.Compare(branch.RequiredTips.Old, reaches).Meetings));
    }

    private static List<BranchPlan> Replays(TargetGroup group) =>
        [.. group.Branches.Where(branch => branch.Action is PlannedAction.Replay)];

    /// <param name="Known">Nothing for a commit that git cannot read.</param>
    private sealed record PatchSource(CommitDiffSession Session, Dictionary<ObjectId, PatchId?> Known);
}
