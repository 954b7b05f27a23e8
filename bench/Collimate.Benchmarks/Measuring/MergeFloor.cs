using System.Diagnostics;
using System.Text;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The least that git needs for the merges of an integration: raw <c>git merge-tree --stdin</c> over the same pairs.</summary>
/// <remarks>
/// Every call repeats a recorded one: same arguments, same environment and so the same configuration, same folder of
/// attributes. Objects go, without fsync as in the product, to a folder that holds what Collimate wrote and nothing that git
/// wrote. Merges that need each other stay together in one process, in their order. All answers must be those of the recording.
/// </remarks>
internal sealed class MergeFloor
{
    private readonly string _git;
    private readonly string _given;
    private readonly Places _places;
    private readonly IReadOnlyList<(RecordedCall Call, IReadOnlyList<IReadOnlyList<RecordedMerge>> Chains)> _work;

    private MergeFloor(string git, RecordedMerges merges, MergeChains chains, Places places)
    {
        _git = git;
        _given = merges.Given;
        _places = places;
        _work = [.. merges.All.GroupBy(merge => merge.Call).Select(group => (group.Key, chains.Of([.. group])))];
    }

    /// <param name="git">Absolute path of the one that was recorded.</param>
    /// <param name="directory">The repository in which the merges were recorded.</param>
    public static async Task<MergeFloor> PrepareAsync(string git, string directory, RecordedMerges merges, Places places) =>
        new(git, merges, await MergeChains.ReadAsync(directory, merges), places);

    /// <param name="processes">How many at the same time.</param>
    /// <param name="memory">A folder in memory for the objects; nothing means the disk, as in the product.</param>
    public async Task<Cost> MeasureAsync(int processes, Dealing dealing, string? memory = null)
    {
        var scratch = Path.Combine(memory ?? _places.Next("floor"), "objects");
        Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);

        // In the product too everything is in one folder; a second one would be looked into for every object.
        await Toolbox.RunAsync("cp", memory is null ? "-al" : "-a", _given, scratch);
        await Toolbox.RunAsync("sync", "-f", scratch);

        // Written out before the clock starts: the floor is git's work, not ours.
        var hands = Enumerable.Range(0, processes).Select(_ => new List<Hand>()).ToArray();
        for (var i = 0; i < _work.Count; i++)
        {
            var dealt = Deal(_work[i].Chains, processes, dealing);
            for (var hand = 0; hand < dealt.Count; hand++)
            {
                // Not always the same one gets what is left over.
                hands[(hand + i) % processes].Add(new Hand(_work[i].Call, dealt[hand]));
            }
        }

        var cost = await Cost.OfChildrenAsync(() => Task.WhenAll(hands.Select(async work =>
        {
            foreach (var hand in work)
            {
                hand.Output = (await MergeAsync(scratch, hand)).Output;
            }
        })));
        foreach (var hand in hands.SelectMany(hand => hand))
        {
            hand.RequireSameAnswers();
        }

        return cost;
    }

    private static IReadOnlyList<IReadOnlyList<RecordedMerge>> Deal(
        IReadOnlyList<IReadOnlyList<RecordedMerge>> chains, int processes, Dealing dealing)
    {
        var total = chains.Sum(chain => chain.Count);
        var hands = Enumerable.Range(0, processes).Select(_ => new List<RecordedMerge>()).ToArray();
        var dealt = 0;
        for (var i = 0; i < chains.Count; i++)
        {
            var hand = dealing == Dealing.InTurn ? i % processes : (int)((long)dealt * processes / total);
            hands[hand].AddRange(chains[i]);
            dealt += chains[i].Count;
        }

        return [.. hands.Where(hand => hand.Count > 0)];
    }

    private async Task<ChildResult> MergeAsync(string scratch, Hand hand)
    {
        var start = new ProcessStartInfo(_git, Fields(hand.Call.Arguments)) { WorkingDirectory = hand.Call.Directory };
        start.Environment.Clear();
        foreach (var variable in Fields(hand.Call.Environment).Select(variable => variable.Split('=', 2)))
        {
            start.Environment[variable[0]] = variable[1];
        }

        start.Environment["GIT_OBJECT_DIRECTORY"] = scratch;
        if (start.Environment.ContainsKey("GIT_QUARANTINE_PATH"))
        {
            start.Environment["GIT_QUARANTINE_PATH"] = scratch;
        }

        return (await ChildProcess.RunAsync(start, stream => stream.WriteAsync(hand.Text).AsTask())).Require("git merge-tree");
    }

    private static string[] Fields(string text) => text.Split('\0')[..^1];

    /// <summary>The merges of one process.</summary>
    private sealed class Hand(RecordedCall call, IReadOnlyList<RecordedMerge> merges)
    {
        public RecordedCall Call { get; } = call;

        public byte[] Text { get; } = Encoding.ASCII.GetBytes(string.Concat(merges.Select(merge => merge.Question + "\n")));

        public byte[] Output { get; set; } = [];

        public void RequireSameAnswers()
        {
            var same = MergeAnswers.Split(Output).Zip(merges).Count(pair => pair.First == pair.Second.Answer);
            if (same != merges.Count)
            {
                throw new BenchmarkException(
                    $"the floor gave {same} of {merges.Count} answers as they were recorded", "The floor cannot be measured on this repository.");
            }
        }
    }
}

/// <summary>How merges get to processes.</summary>
internal enum Dealing
{
    /// <summary>One branch to each process, in turn.</summary>
    InTurn,

    /// <summary>As many neighbours as possible to the same process.</summary>
    InBlocks,
}
