using Collimate.Engine.Integrating;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Documenting;

/// <summary>Names, for each path in conflict, the commit of the target that last touched it.</summary>
/// <remarks>
/// Asked once when a group has ended: one walk over what its conflicting branches have not, however many they are. Nothing
/// depends on the answer, so a git that cannot read costs the explanation and not the run.
/// </remarks>
/// <param name="known">What planning has read about the history of the targets; usually nothing is left to ask.</param>
internal sealed class ConflictExplanation(GitContext context, CommitGraph graph, KnownPaths known, TimeProvider time)
{
    // An answer is bounded by the stall limit of the context, and nothing more is asked when everything is known.
    private const int Chunk = 2048;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LimitOnceInterrupted = TimeSpan.FromSeconds(5);

    // Whoever presses Ctrl-C still wants to know what conflicted and why.
    private readonly GitContext _context = context with { Signals = TerminalSignals.KeptAway };

    /// <param name="warnings">Gets one when the commits could not be found out.</param>
    /// <param name="interrupted">Does not end the work, but leaves it little time.</param>
    /// <returns>The group, with a commit for each path in conflict for which there is one.</returns>
    public async Task<GroupResult> ExplainAsync(GroupResult group, List<string> warnings, CancellationToken interrupted)
    {
        var conflicting = group.Branches.Where(branch => branch is { Integration: IntegrationResult.Conflicted, Plan.Tips: not null }).ToArray();
        if (conflicting.Length == 0 || group.TargetTip is not { } target)
        {
            return group;
        }

        using var step = Timeline.Start(Timeline.ExplainConflicts)?.SetTag("branches", conflicting.Length);
        using var limit = new CancellationTokenSource(Limit, time);
        await using var hurry = interrupted.Register(() => limit.CancelAfter(LimitOnceInterrupted));
        try
        {
            var found = await FindAsync(target, conflicting, limit.Token);
            return group with { Branches = [.. group.Branches.Select(branch => found.TryGetValue(branch.Plan.Number, out var commits) ? With(branch, commits) : branch)] };
        }
        catch (Exception e) when (e is GitFailedException or MalformedObjectException or OperationCanceledException)
        {
            var reason = e is OperationCanceledException ? "it took too long" : DisplayText.Escape(e.Message);
            warnings.Add($"which commits of '{DisplayText.Escape(group.Target)}' touched the paths in conflict is not known: {reason}");
            return group;
        }
    }

    private static BranchResult With(BranchResult branch, IReadOnlyDictionary<string, TargetCommit> commits)
    {
        var conflicted = (IntegrationResult.Conflicted)branch.Integration!;
        return branch with
        {
            Integration = conflicted with
            {
                Conflicts = [.. conflicted.Conflicts.Select(c => c with { LastTouchedBy = c.LastTouchedBy ?? commits.GetValueOrDefault(c.Path) })],
            },
        };
    }

    /// <returns>By the number of the branch, and by path.</returns>
    private async Task<Dictionary<int, IReadOnlyDictionary<string, TargetCommit>>> FindAsync(
        ObjectId target, BranchResult[] conflicting, CancellationToken cancellationToken)
    {
        var reaches = graph.ReachableFrom(target);
        var forks = conflicting
            .GroupBy(branch => ForkOf(branch, reaches), ForkComparer.Instance)
            .Select(branches => new Fork(branches.Key, [.. branches]))
            .ToArray();
        await FindNewestAsync(forks, reaches, cancellationToken);
        var commits = await ReadAsync([.. forks.SelectMany(fork => fork.Newest.Values).Distinct()], cancellationToken);
        return forks
            .SelectMany(fork => fork.Branches.Select(branch => (branch.Plan.Number, fork.Newest)))
            .ToDictionary(
                pair => pair.Number,
                IReadOnlyDictionary<string, TargetCommit> (pair) => pair.Newest.ToDictionary(n => n.Key, n => commits[n.Value], StringComparer.Ordinal));
    }

    private int[] ForkOf(BranchResult branch, bool[] targetReaches) =>
        [.. graph.Compare(branch.Plan.RequiredTips.Old, targetReaches).Meetings.Select(graph.IndexOf).Order()];

    /// <summary>Walks from the newest commit back, until each path of each fork has met one that the branches there have not.</summary>
    private async Task FindNewestAsync(Fork[] forks, bool[] targetReaches, CancellationToken cancellationToken)
    {
        var walk = new AncestryWalk(graph);
        var missing = walk.MissingSomewhere(targetReaches, forks.Select(IReadOnlyCollection<ObjectId> (fork) => [.. fork.Meetings.Select(i => graph[i])]));
        await using var history = new PathHistory(_context, forks.SelectMany(fork => fork.Open).ToHashSet(StringComparer.Ordinal), known);
        foreach (var chunk in missing.Chunk(Chunk))
        {
            var touched = await history.ReadAsync([.. chunk.Select(commit => graph[commit])], cancellationToken);
            foreach (var commit in chunk.Where(commit => touched.ContainsKey(graph[commit])))
            {
                cancellationToken.ThrowIfCancellationRequested(); // Where everything is known, nobody else looks.
                foreach (var fork in forks)
                {
                    fork.Offer(graph[commit], touched[graph[commit]], () => fork.Meetings.Any(meeting => walk.Reaches(meeting, commit)));
                }
            }

            if (forks.All(fork => fork.Open.Count == 0))
            {
                return;
            }
        }
    }

    private async Task<Dictionary<ObjectId, TargetCommit>> ReadAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken)
    {
        await using var objects = new ObjectReadSession(_context);
        var contents = await objects.ReadAsync(ids, cancellationToken);
        return ids.Zip(contents).ToDictionary(pair => pair.First, pair => Describe(pair.First, pair.Second));
    }

    private static TargetCommit Describe(ObjectId id, ObjectContent? content)
    {
        var commit = content is { Type: "commit" }
            ? CommitObject.Parse(content.Bytes)
            : throw new MalformedObjectException($"{id} is missing or not a commit");
        return new TargetCommit(id, Signature.Parse(commit.Author.Bytes).Name, commit.Subject);
    }

    /// <summary>Branches that have the same commits of the target, and what is still asked about them.</summary>
    private sealed class Fork(int[] meetings, IReadOnlyList<BranchResult> branches)
    {
        public int[] Meetings => meetings;

        public IReadOnlyList<BranchResult> Branches => branches;

        public HashSet<string> Open { get; } = branches
            .SelectMany(branch => ((IntegrationResult.Conflicted)branch.Integration!).Conflicts.Select(conflict => conflict.Path))
            .ToHashSet(StringComparer.Ordinal);

        public Dictionary<string, ObjectId> Newest { get; } = new(StringComparer.Ordinal);

        /// <summary>A commit that is older than all that were offered before.</summary>
        public void Offer(ObjectId commit, IReadOnlyList<string> touched, Func<bool> isKnownHere)
        {
            var asked = touched.Where(Open.Contains).ToArray();
            if (asked.Length > 0 && !isKnownHere())
            {
                // Two paths can read the same for a person when one of them is not UTF-8.
                foreach (var path in asked.Where(Open.Remove))
                {
                    Newest.Add(path, commit);
                }
            }
        }
    }

    private sealed class ForkComparer : IEqualityComparer<int[]>
    {
        public static ForkComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj) => obj.Aggregate(obj.Length, HashCode.Combine);
    }
}
