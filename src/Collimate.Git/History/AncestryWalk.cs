using Collimate.Git.Objects;

namespace Collimate.Git.History;

/// <summary>Answers single questions about ancestry by walking no further than needed. Not for several threads.</summary>
internal sealed class AncestryWalk(CommitGraph graph)
{
    private readonly int[] _visited = new int[graph.Count];
    private readonly Stack<int> _open = new();
    private int _question;

    /// <summary>Whether <paramref name="from"/> reaches <paramref name="commit"/>; a commit reaches itself.</summary>
    /// <remarks>Parents have larger indexes than their children, so nothing behind the commit that is asked for is looked at.</remarks>
    public bool Reaches(int from, int commit) => WhichReaches(from, [commit]).Count > 0;

    /// <summary>Those of <paramref name="commits"/> that <paramref name="from"/> reaches, found in one walk.</summary>
    /// <param name="commits">At least one.</param>
    public IReadOnlySet<int> WhichReaches(int from, IReadOnlyCollection<int> commits)
    {
        var wanted = commits.ToHashSet();
        var last = wanted.Max();
        var found = new HashSet<int>();
        _question++;
        _open.Clear();
        _open.Push(from);
        while (found.Count < wanted.Count && _open.TryPop(out var current))
        {
            if (current > last || _visited[current] == _question)
            {
                continue;
            }

            _visited[current] = _question;
            if (wanted.Contains(current))
            {
                found.Add(current);
            }

            foreach (var parent in graph.ParentsOf(current))
            {
                _open.Push(parent);
            }
        }

        return found;
    }

    /// <summary>The commits of a target that at least one branch has not, newest first, without merge commits.</summary>
    /// <param name="targetReaches">From <see cref="CommitGraph.ReachableFrom(ObjectId)"/> of the target's tip.</param>
    /// <param name="branches">For each branch where its history meets that of the target.</param>
    public IEnumerable<int> MissingSomewhere(bool[] targetReaches, IEnumerable<IReadOnlyCollection<ObjectId>> branches)
    {
        var everywhere = ReachedByAll(branches);
        return Enumerable.Range(0, graph.Count)
            .Where(commit => targetReaches[commit] && !everywhere[commit] && graph.ParentsOf(commit).Length < 2);
    }

    /// <summary>The oldest meeting usually lies behind all others, and then it alone decides.</summary>
    private bool[] ReachedByAll(IEnumerable<IReadOnlyCollection<ObjectId>> branches)
    {
        var oldestFirst = branches
            .Select(meetings => meetings.Select(graph.IndexOf).Order().ToArray())
            .DistinctBy(meetings => string.Join(' ', meetings), StringComparer.Ordinal)
            .OrderByDescending(meetings => meetings[^1])
            .ToArray();
        bool[]? everywhere = null;
        var previous = Array.Empty<int>();
        foreach (var meetings in oldestFirst)
        {
            if (everywhere is null)
            {
                everywhere = graph.ReachableFrom(meetings);
            }
            else if (!previous.All(commit => meetings.Any(meeting => Reaches(meeting, commit))))
            {
                var here = graph.ReachableFrom(meetings);
                for (var i = 0; i < here.Length; i++)
                {
                    everywhere[i] &= here[i];
                }

                continue; // What is behind the previous ones is still asked for next.
            }

            previous = meetings;
        }

        return everywhere ?? new bool[graph.Count];
    }
}
