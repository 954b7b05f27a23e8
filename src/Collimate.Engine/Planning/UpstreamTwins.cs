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

    /// <summary>What the commits of the targets touch, as far as it had to be read.</summary>
    public KnownPaths Touched { get; } = new();

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
        var touched = await TouchedPaths.ReadAsync(session, own, known: null, cancellationToken);
        var upstream = await ReadUpstreamAsync(session, plan, touched, cancellationToken);
        var groups = plan.Groups.Select(group => CompareVersions(group, touched, upstream)).ToArray();
        await ComparePatchesAsync([.. groups.Where(group => group.Others.Count > 0)], cancellationToken);
        return new RunPlan([.. groups.Select(group => group.WithoutTwins())]);
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
        var read = await TouchedPaths.ReadAsync(session, commits, Touched, cancellationToken);
        var possible = commits.Where(commit => read.TryGetValue(commit, out var paths) && wanted.Contains(paths.Names)).ToArray();
        foreach (var commit in possible)
        {
            touched[commit] = read[commit];
        }

        return possible.ToLookup(commit => touched[commit].Names);
    }

    /// <summary>Finds twins where the blobs are the same: nothing has to be compared for them.</summary>
    private GroupTwins CompareVersions(TargetGroup group, Dictionary<ObjectId, TouchedPaths> touched, ILookup<UInt128, ObjectId> upstream)
    {
        var twins = new GroupTwins(group);
        var own = twins.Replays
            .SelectMany(branch => ((PlannedAction.Replay)branch.Action).Commits)
            .Where(commit => touched.TryGetValue(commit, out var paths) && upstream.Contains(paths.Names))
            .ToHashSet();
        if (own.Count == 0)
        {
            return twins;
        }

        var missing = MissingSomewhere(group).ToHashSet();
        var others = own
            .Select(commit => touched[commit].Names)
            .Distinct()
            .SelectMany(names => upstream[names])
            .Where(commit => missing.Contains(graph.IndexOf(commit)))
            .ToArray();
        var sameVersions = others.ToLookup(commit => touched[commit].Versions);
        foreach (var branch in twins.Replays)
        {
            foreach (var (commit, found) in UpstreamOnly(branch, commit => own.Contains(commit) ? sameVersions[touched[commit].Versions] : []))
            {
                twins.Add(branch, commit, new UpstreamTwin(found[0], TwinLikeness.Exact));
            }

            twins.Open.UnionWith(((PlannedAction.Replay)branch.Action).Commits.Where(commit => own.Contains(commit) && twins.Find(branch, commit) is null));
        }

        var names = twins.Open.Select(commit => touched[commit].Names).ToHashSet();
        twins.Others.AddRange(others.Where(commit => names.Contains(touched[commit].Names)));
        return twins;
    }

    /// <summary>Finds the twins of commits whose blobs alone do not show one.</summary>
    private async Task ComparePatchesAsync(IReadOnlyList<GroupTwins> groups, CancellationToken cancellationToken)
    {
        // Most groups have the same attributes; those that differ are read at the same time.
        var places = new List<(string Directory, GroupTwins Group)>();
        foreach (var group in groups)
        {
            try
            {
                places.Add((await attributes.GetAsync(group.Group.TargetTip!.Value, cancellationToken), group));
            }
            catch (GitFailedException e) when (e is not GitNotStartedException)
            {
                // The tree of the target cannot be read. Integration meets the same obstacle, and says so for every branch.
            }
        }

        var patches = await Task.WhenAll(places.GroupBy(place => place.Directory, place => place.Group, StringComparer.Ordinal)
            .Select(place => ReadPatchesAsync(place.Key, [.. place], cancellationToken)));
        foreach (var (place, known) in patches)
        {
            foreach (var group in place)
            {
                ComparePatches(group, known);
            }
        }
    }

    /// <param name="directory">Holds the attributes of all these groups.</param>
    private async Task<(GroupTwins[] Groups, Dictionary<ObjectId, PatchId> Patches)> ReadPatchesAsync(
        string directory, GroupTwins[] groups, CancellationToken cancellationToken)
    {
        var commits = groups.SelectMany(group => group.Open.Concat(group.Others)).Distinct().ToArray();
        await using var session = PatchId.Open(repository.Context with { WorkingDirectory = directory, WorkTree = directory });
        return (groups, await PatchId.ReadAsync(session, commits, cancellationToken));
    }

    private void ComparePatches(GroupTwins group, Dictionary<ObjectId, PatchId> patches)
    {
        var byPatch = group.Others.Where(patches.ContainsKey).ToLookup(commit => patches[commit].Value);
        foreach (var branch in group.Replays)
        {
            var found = UpstreamOnly(
                branch, commit => group.Open.Contains(commit) && patches.TryGetValue(commit, out var patch) ? byPatch[patch.Value] : []);
            foreach (var (commit, candidates) in found)
            {
                group.Add(branch, commit, Choose(patches[commit], candidates, patches));
            }
        }
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

    /// <summary>The newest that is the same in everything, or else the newest.</summary>
    private static UpstreamTwin Choose(PatchId patch, ObjectId[] twins, Dictionary<ObjectId, PatchId> patches) =>
        twins.Where(twin => patches[twin].Exact == patch.Exact).Select(twin => new UpstreamTwin(twin, TwinLikeness.Exact))
            .FirstOrDefault(new UpstreamTwin(twins[0], TwinLikeness.OtherWhiteSpace));

    /// <summary>The commits of a group's target that at least one of its branches has not.</summary>
    private IEnumerable<int> MissingSomewhere(TargetGroup group)
    {
        var branches = GroupTwins.ReplaysOf(group);
        if (branches.Count == 0)
        {
            return [];
        }

        var reaches = graph.ReachableFrom(group.TargetTip!.Value);
        return _ancestry.MissingSomewhere(reaches, branches.Select(branch => graph.Compare(branch.RequiredTips.Old, reaches).Meetings));
    }

    /// <summary>What was found out about the branches of one group.</summary>
    private sealed class GroupTwins(TargetGroup group)
    {
        // By the number of the branch.
        private readonly Dictionary<int, Dictionary<ObjectId, UpstreamTwin>> _found = [];

        public TargetGroup Group => group;

        public IReadOnlyList<BranchPlan> Replays { get; } = ReplaysOf(group);

        /// <summary>Commits of branches that may have a twin and have none yet.</summary>
        public HashSet<ObjectId> Open { get; } = [];

        /// <summary>Commits of the target that may be their twins, newest first.</summary>
        public List<ObjectId> Others { get; } = [];

        public static IReadOnlyList<BranchPlan> ReplaysOf(TargetGroup group) =>
            [.. group.Branches.Where(branch => branch.Action is PlannedAction.Replay)];

        public UpstreamTwin? Find(BranchPlan branch, ObjectId commit) => _found.GetValueOrDefault(branch.Number)?.GetValueOrDefault(commit);

        /// <summary>The first one that is found for a commit counts.</summary>
        public void Add(BranchPlan branch, ObjectId commit, UpstreamTwin twin)
        {
            if (!_found.TryGetValue(branch.Number, out var twins))
            {
                _found[branch.Number] = twins = [];
            }

            twins.TryAdd(commit, twin);
        }

        public TargetGroup WithoutTwins() => group with
        {
            Branches = [.. group.Branches.Select(branch => branch.Action is PlannedAction.Replay replay
                ? branch with { Action = LeaveOut(replay, commit => Find(branch, commit)) }
                : branch)],
        };

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
    }
}
