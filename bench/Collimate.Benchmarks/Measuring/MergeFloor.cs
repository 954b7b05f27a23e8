using System.Text;
using Collimate.Benchmarks.Machine;
using Collimate.Engine;
using Collimate.Engine.Orchestrating;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The least that git needs for the merges of an integration: raw <c>git merge-tree --stdin</c> over the same pairs.</summary>
/// <remarks>
/// Same configuration, environment and attributes as in the product, objects written into a fresh folder without fsync. The
/// pairs of one branch, and of branches that share commits, stay together in one process: each needs what the one before wrote.
/// </remarks>
internal sealed class MergeFloor : IDisposable
{
    private static readonly string[] Command = ["merge-tree", "--write-tree", "--stdin", "-z", "--no-messages"];

    private readonly GitInstallation _git;
    private readonly GitRepository _repository;
    private readonly RecordedMerges _merges;
    private readonly IReadOnlyList<(string Place, IReadOnlyList<IReadOnlyList<string>> Chains)> _work;

    private readonly Places _places;

    private MergeFloor(GitInstallation git, GitRepository repository, RecordedMerges merges, MergeChains chains, Places places)
    {
        _places = places;
        _git = git;
        _repository = repository;
        _merges = merges;
        _work = [.. merges.Places.Select(place => (place.Directory, chains.Of(place.Pairs)))];
    }

    public static async Task<MergeFloor> PrepareAsync(string directory, RecordedMerges merges, Places places)
    {
        var host = new AlignmentHost { Environment = Toolbox.Environment, Time = TimeProvider.System, ProcessId = Environment.ProcessId, Tool = "bench" };
        var git = Preflight.FindGit(host, new OrchestrationOptions());
        var repository = await Preflight.DiscoverAsync(git, directory, CancellationToken.None);
        return new MergeFloor(git, repository, merges, await MergeChains.ReadAsync(directory, merges), places);
    }

    /// <param name="processes">How many at the same time.</param>
    /// <param name="memory">A folder in memory for the objects; nothing means the disk, as in the product.</param>
    public async Task<Cost> MeasureAsync(int processes, Dealing dealing, string? memory = null)
    {
        var scratch = memory ?? _places.Next("floor");
        Directory.CreateDirectory(Path.Combine(scratch, "pack"));

        // Written out before the clock starts: the floor is git's work, not ours.
        var questions = _work.Select(work => (work.Place, Texts: Deal(work.Chains, processes, dealing))).ToArray();
        return await Cost.OfChildrenAsync(async () =>
        {
            foreach (var (place, texts) in questions)
            {
                await Task.WhenAll(texts.Select(text => MergeAsync(place, scratch, text)));
            }
        });
    }

    public void Dispose() => _git.Dispose();

    private static IReadOnlyList<(byte[] Text, int Count)> Deal(IReadOnlyList<IReadOnlyList<string>> chains, int processes, Dealing dealing)
    {
        var total = chains.Sum(chain => chain.Count);
        var hands = Enumerable.Range(0, processes).Select(_ => new List<string>()).ToArray();
        var dealt = 0;
        for (var i = 0; i < chains.Count; i++)
        {
            var hand = dealing == Dealing.InTurn ? i % processes : (int)((long)dealt * processes / total);
            hands[hand].AddRange(chains[i]);
            dealt += chains[i].Count;
        }

        return [.. hands.Where(hand => hand.Count > 0).Select(hand => (Encoding.ASCII.GetBytes(string.Join('\n', hand) + "\n"), hand.Count))];
    }

    private async Task MergeAsync(string place, string scratch, (byte[] Text, int Count) question)
    {
        var context = _repository.Context with
        {
            WorkingDirectory = place,
            WorkTree = place,
            QuarantineDirectory = scratch,
            ObjectDirectory = _repository.ObjectDirectory,
            FileSync = FileSync.None,
        };
        var start = context.Describe(Command);
        start.Environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] += ":" + _merges.Given;
        var result = await ChildProcess.RunAsync(start, stream => stream.WriteAsync(question.Text).AsTask());
        var answers = Git.Merging.MergeTreeOutput.Parse(result.Require("git merge-tree").Output, []).Count;
        if (answers != question.Count)
        {
            throw new BenchmarkException(
                $"git merge-tree answered {answers} of {question.Count} recorded merges: {result.Error.Trim().Split('\n')[^1]}",
                "The floor cannot be measured on this repository.");
        }
    }
}

/// <summary>How pairs get to processes.</summary>
internal enum Dealing
{
    /// <summary>One branch to each process, in turn.</summary>
    InTurn,

    /// <summary>As many neighbours as possible to the same process.</summary>
    InBlocks,
}
