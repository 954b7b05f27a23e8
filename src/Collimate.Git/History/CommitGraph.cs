using System.Runtime.InteropServices;
using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>The commits behind a set of tips and their parents, as arrays. Questions about ancestry are answered here, without git.</summary>
/// <remarks>A commit's index is smaller than those of its parents. Never changes; may be used from several threads.</remarks>
internal sealed class CommitGraph
{
    private readonly List<ObjectId> _commits = [];
    private readonly Dictionary<ObjectId, int> _index = [];
    private readonly List<int> _firstParent = [0];
    private readonly List<int> _parents = [];

    private CommitGraph()
    {
    }

    public int Count => _commits.Count;

    /// <summary>One walk for the whole run.</summary>
    /// <param name="tips">Commits that exist.</param>
    /// <exception cref="GitFailedException">A commit of the history is missing or damaged, or git answered something else.</exception>
    public static async Task<CommitGraph> ReadAsync(GitContext context, IReadOnlyCollection<ObjectId> tips, CancellationToken cancellationToken)
    {
        if (tips.Count == 0)
        {
            return new CommitGraph();
        }

        var input = Encoding.ASCII.GetBytes(string.Concat(tips.Select(tip => $"{tip}\n")));
        var lines = await GitProcess.ReadAsync(context.Collecting, ["rev-list", "--parents", "--topo-order", "--stdin"], input, cancellationToken);
        try
        {
            return Parse(lines);
        }
        catch (FormatException e)
        {
            throw new GitFailedException("rev-list", 0, e.Message);
        }
    }

    /// <summary>Reads lines of "commit parent parent...", children before parents.</summary>
    /// <exception cref="FormatException">They are something else, or a parent is missing.</exception>
    public static CommitGraph Parse(ReadOnlySpan<byte> lines)
    {
        var graph = new CommitGraph();
        var parentIds = new List<ObjectId>();
        foreach (var range in lines.Split((byte)'\n'))
        {
            if (lines[range].IsEmpty)
            {
                continue;
            }

            graph.Add(lines[range], parentIds);
        }

        // Parents are listed after their children, so their indexes are known only now. Beyond a shallow boundary there is nothing.
        foreach (var id in parentIds)
        {
            graph._parents.Add(graph._index.TryGetValue(id, out var index) ? index : throw new FormatException($"the parent {id} is not listed"));
        }

        return graph;
    }

    public ObjectId this[int index] => _commits[index];

    public bool Contains(ObjectId commit) => _index.ContainsKey(commit);

    public int IndexOf(ObjectId commit) => _index[commit];

    public ReadOnlySpan<int> ParentsOf(int index) =>
        CollectionsMarshal.AsSpan(_parents)[_firstParent[index].._firstParent[index + 1]];

    /// <summary>For each commit, whether <paramref name="tip"/> reaches it; the tip counts as reaching itself.</summary>
    public bool[] ReachableFrom(ObjectId tip) => ReachableFrom([IndexOf(tip)]);

    /// <summary>For each commit, whether one of the tips reaches it; a tip counts as reaching itself.</summary>
    public bool[] ReachableFrom(IReadOnlyCollection<int> tips)
    {
        var reachable = new bool[Count];
        foreach (var tip in tips)
        {
            reachable[tip] = true;
        }

        for (var i = tips.Min(); i < Count; i++)
        {
            if (reachable[i])
            {
                foreach (var parent in ParentsOf(i))
                {
                    reachable[parent] = true;
                }
            }
        }

        return reachable;
    }

    /// <summary>What a branch has that its target has not, and where the two meet. Costs as much as the branch's own commits.</summary>
    /// <param name="targetReaches">From <see cref="ReachableFrom(ObjectId)"/> of the target's tip.</param>
    public Divergence Compare(ObjectId branchTip, bool[] targetReaches)
    {
        var own = new SortedSet<int>();
        var meetings = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(IndexOf(branchTip));
        while (open.TryPop(out var commit))
        {
            if (targetReaches[commit])
            {
                meetings.Add(commit);
            }
            else if (own.Add(commit))
            {
                foreach (var parent in ParentsOf(commit))
                {
                    open.Push(parent);
                }
            }
        }

        var oldestFirst = own.Reverse().ToArray();
        return new Divergence(
            [.. oldestFirst.Select(i => _commits[i])],
            oldestFirst.Any(i => ParentsOf(i).Length > 1),
            [.. meetings.Select(i => _commits[i])]);
    }

    /// <summary>The own commits of a branch in the order in which <c>git rebase</c> applies them, without its merge commits.</summary>
    /// <remarks>
    /// That is <c>rev-list --topo-order --reverse</c> of the own commits alone (sequencer.c, sequencer_make_script). Where lines
    /// of history are parallel, a walk over more commits would order them differently, so the order is made here: a commit is
    /// shown when all its own children are, and what became ready last is shown first (commit.c, sort_in_topological_order).
    /// </remarks>
    public IReadOnlyList<ObjectId> InReplayOrder(Divergence divergence)
    {
        if (!divergence.HasMerges)
        {
            return divergence.OwnCommits;
        }

        var own = divergence.OwnCommits.Select(IndexOf).ToArray();
        var openChildren = own.ToDictionary(commit => commit, _ => 0);
        foreach (var parent in own.SelectMany(commit => ParentsOf(commit).ToArray()).Where(openChildren.ContainsKey))
        {
            openChildren[parent]++;
        }

        var newestFirst = new List<int>(own.Length);
        var ready = new Stack<int>([own[^1]]);
        while (ready.TryPop(out var commit))
        {
            newestFirst.Add(commit);
            foreach (var parent in ParentsOf(commit))
            {
                if (openChildren.TryGetValue(parent, out var children) && (openChildren[parent] = children - 1) == 0)
                {
                    ready.Push(parent);
                }
            }
        }

        newestFirst.Reverse();
        return [.. newestFirst.Where(commit => ParentsOf(commit).Length < 2).Select(commit => _commits[commit])];
    }

    private void Add(ReadOnlySpan<byte> line, List<ObjectId> parentIds)
    {
        var isCommit = true;
        foreach (var range in line.Split((byte)' '))
        {
            var id = ObjectId.Parse(line[range]);
            if (isCommit)
            {
                _index.Add(id, _commits.Count);
                _commits.Add(id);
                isCommit = false;
            }
            else
            {
                parentIds.Add(id);
            }
        }

        _firstParent.Add(parentIds.Count);
    }
}

/// <param name="OwnCommits">Reachable from the branch and not from the target; parents before children.</param>
/// <param name="HasMerges">Whether one of the own commits has several parents.</param>
/// <param name="Meetings">Commits of the target at which the branch's own history ends; empty when the histories are unrelated.</param>
internal sealed record Divergence(IReadOnlyList<ObjectId> OwnCommits, bool HasMerges, IReadOnlyCollection<ObjectId> Meetings);
