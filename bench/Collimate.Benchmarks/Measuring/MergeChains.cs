using System.Text;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Tells which recorded merges need what others wrote, and so must run in the same process after them.</summary>
/// <param name="treeOf">The tree of each merged commit; a tree is its own.</param>
/// <param name="isWritten">Whether git wrote this tree in one of the merges, so that it is missing before.</param>
internal sealed class MergeChains(IReadOnlyDictionary<string, string> treeOf, Func<string, bool> isWritten)
{
    /// <summary>Asks git for the trees of everything that is merged.</summary>
    public static async Task<MergeChains> ReadAsync(string directory, RecordedMerges merges)
    {
        var ids = merges.All.SelectMany(merge => merge.Ids).Distinct(StringComparer.Ordinal).ToArray();
        var question = Encoding.ASCII.GetBytes(string.Concat(ids.Select(id => $"{id}^{{tree}}\n")));
        var start = Toolbox.Git(directory, "cat-file", "--batch-check=%(objectname)");
        start.Environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = $"{merges.Given}:{merges.Results}";
        var answer = (await ChildProcess.RunAsync(start, stream => stream.WriteAsync(question).AsTask())).Require("git cat-file");
        var trees = ids.Zip(answer.Text.Split('\n')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return new MergeChains(trees, tree => File.Exists(Path.Combine(merges.Results, tree[..2], tree[2..])));
    }

    /// <summary>The merges in sets that do not need each other; those of one set in the order in which they were asked for.</summary>
    public IReadOnlyList<IReadOnlyList<RecordedMerge>> Of(IReadOnlyList<RecordedMerge> merges)
    {
        var leaders = Enumerable.Range(0, merges.Count).ToArray();
        var writers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < merges.Count; i++)
        {
            foreach (var tree in merges[i].Ids.Select(id => treeOf[id]))
            {
                if (writers.TryGetValue(tree, out var writer))
                {
                    leaders[LeaderOf(i)] = LeaderOf(writer);
                }
            }

            if (isWritten(merges[i].Tree))
            {
                writers.TryAdd(merges[i].Tree, i);
            }
        }

        return [.. Enumerable.Range(0, merges.Count).GroupBy(LeaderOf, i => merges[i]).Select(chain => chain.ToArray())];

        int LeaderOf(int merge)
        {
            while (leaders[merge] != merge)
            {
                merge = leaders[merge] = leaders[leaders[merge]];
            }

            return merge;
        }
    }
}
