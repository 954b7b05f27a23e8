using System.Globalization;
using System.Text;
using Collimate.TestKit;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>Looks up what was made of branches: the tree, and for a rebase every commit from the target on.</summary>
internal sealed class CommitReader
{
    private readonly Dictionary<string, RawCommit> _commits;

    private CommitReader(Dictionary<string, RawCommit> commits) => _commits = commits;

    /// <summary>The outcomes with the facts that are compared.</summary>
    public static IReadOnlyDictionary<string, Outcome> AddFacts(
        TestRepository repository, Way way, IReadOnlyList<BranchPair> branches, IReadOnlyDictionary<string, Outcome> outcomes)
    {
        var done = outcomes.Values.OfType<Outcome.Done>().Select(outcome => outcome.Tip);
        var ids = Lines(repository, ["rev-list", "--stdin"], [.. done, .. branches.Select(branch => "^" + branch.TargetTip)])
            .Concat(done).Distinct(StringComparer.Ordinal).ToArray();
        var reader = new CommitReader(ids.Zip(Read(repository, ids)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        return branches.ToDictionary(branch => branch.Name, branch => reader.WithFacts(outcomes[branch.Name], way, branch), StringComparer.Ordinal);
    }

    private Outcome WithFacts(Outcome outcome, Way way, BranchPair branch) =>
        outcome is Outcome.Done done
            ? done with { Facts = way == Way.Rebase ? [.. Line(done.Tip, branch.TargetTip)] : [.. Tip(done.Tip)] }
            : outcome;

    private IEnumerable<string> Tip(string tip) => [$"tree {_commits[tip].Tree}", .. _commits[tip].Parents.Select(parent => $"parent {parent}")];

    /// <summary>Newest first, down to the target; at a merge or a root it ends.</summary>
    private IEnumerable<string> Line(string tip, string target)
    {
        yield return $"tree {_commits[tip].Tree}";
        while (tip != target)
        {
            var commit = _commits[tip];
            if (commit.Parents.Count != 1)
            {
                yield return $"{commit.Parents.Count} parents: {tip}";
                yield break;
            }

            yield return $"{commit.Tree} {commit.Author} {commit.Message}";
            tip = commit.Parents[0];
            if (!_commits.ContainsKey(tip) && tip != target)
            {
                yield return $"beside the target: {tip}";
                yield break;
            }
        }
    }

    private static List<RawCommit> Read(TestRepository repository, string[] ids)
    {
        var (_, output, _) = repository.Run(["cat-file", "--batch"], Encoding.ASCII.GetBytes(string.Concat(ids.Select(id => id + "\n"))));
        var result = new List<RawCommit>(ids.Length);
        for (var position = 0; result.Count < ids.Length;)
        {
            var end = Array.IndexOf(output, (byte)'\n', position);
            var header = Encoding.ASCII.GetString(output, position, end - position).Split(' ');
            var size = int.Parse(header[2], CultureInfo.InvariantCulture);
            result.Add(RawCommit.Parse(output.AsSpan(end + 1, size)));
            position = end + 1 + size + 1;
        }

        return result;
    }

    private static string[] Lines(TestRepository repository, IReadOnlyList<string> command, IReadOnlyList<string> input)
    {
        var (_, output, _) = repository.Run(command, Encoding.ASCII.GetBytes(string.Concat(input.Select(line => line + "\n"))));
        return Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
