using System.Globalization;
using System.Text;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Tells which recorded merges need what others wrote, and so must run in the same process after them.</summary>
internal sealed class MergeChains
{
    private readonly Dictionary<string, string[]> _parents;

    private MergeChains(Dictionary<string, string[]> parents) => _parents = parents;

    /// <summary>Asks git for the parents of all commits that are merged.</summary>
    public static async Task<MergeChains> ReadAsync(string directory, RecordedMerges merges)
    {
        var theirs = merges.Places.SelectMany(place => place.Pairs).Select(TheirsOf).ToHashSet(StringComparer.Ordinal);
        var made = theirs.Where(commit => IsIn(merges.Given, commit)).ToHashSet(StringComparer.Ordinal);
        await GiveAsync(directory, merges, made);

        var question = Encoding.ASCII.GetBytes(string.Join('\n', theirs.Except(made)) + "\n");
        var start = Toolbox.Git(directory, "rev-list", "--no-walk=unsorted", "--parents", "--stdin");
        var answer = (await ChildProcess.RunAsync(start, stream => stream.WriteAsync(question).AsTask())).Require("git rev-list");
        return new MergeChains(answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(ids => ids[0], ids => ids[1..], StringComparer.Ordinal));
    }

    /// <summary>The pairs in sets that do not need each other; those of one set in the order in which they were asked for.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<string> pairs)
    {
        var leaders = pairs.Select(TheirsOf).Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => id, StringComparer.Ordinal);
        foreach (var commit in leaders.Keys.ToArray())
        {
            foreach (var parent in _parents.GetValueOrDefault(commit) ?? [])
            {
                if (leaders.ContainsKey(parent))
                {
                    leaders[LeaderOf(parent)] = LeaderOf(commit);
                }
            }
        }

        return [.. pairs.Distinct(StringComparer.Ordinal).GroupBy(pair => LeaderOf(TheirsOf(pair)), StringComparer.Ordinal).Select(chain => chain.ToArray())];

        string LeaderOf(string commit)
        {
            while (leaders[commit] != commit)
            {
                commit = leaders[commit] = leaders[leaders[commit]];
            }

            return commit;
        }
    }

    /// <summary>
    /// Some merges compare left-out commits with results of others. They belong to no chain, so what they need is given to git.
    /// </summary>
    private static async Task GiveAsync(string directory, RecordedMerges merges, HashSet<string> made)
    {
        var pairs = merges.Places.SelectMany(place => place.Pairs).Where(pair => made.Contains(TheirsOf(pair)));
        var trees = pairs.SelectMany(pair => pair.Split(' ')).Distinct(StringComparer.Ordinal);
        foreach (var commit in trees)
        {
            var start = Toolbox.Git(directory, "ls-tree", "-r", "-t", "--object-only", commit);
            start.Environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = $"{merges.Given}:{merges.Results}";
            var answer = (await ChildProcess.RunAsync(start)).Require("git ls-tree");
            foreach (var id in answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(id => IsIn(merges.Results, id)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(FileOf(merges.Given, id))!);
                File.Copy(FileOf(merges.Results, id), FileOf(merges.Given, id), overwrite: true);
            }
        }
    }

    private static string TheirsOf(string pair) => pair[(pair.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static bool IsIn(string objects, string id) => File.Exists(FileOf(objects, id));

    private static string FileOf(string objects, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{objects}/{id.AsSpan(0, 2)}/{id.AsSpan(2)}");
}
