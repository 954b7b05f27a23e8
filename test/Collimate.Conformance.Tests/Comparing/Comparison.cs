using System.Globalization;
using System.Text;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>All branches of a batch, aligned by git and by us.</summary>
internal sealed record Comparison(Way Way, IReadOnlyList<Verdict> Verdicts)
{
    // A description is as long as the histories; nobody reads a hundred.
    private const int MostDescribed = 5;

    private const int MostNamed = 8;

    private const int FewVerdicts = 50;

    public IEnumerable<Verdict> Differences => Verdicts.Where(verdict => verdict.Kind == VerdictKind.Different);

    public static async Task<Comparison> RunAsync(Batch batch, Way way, CancellationToken cancellationToken)
    {
        using var copy = batch.Repository.Copy();
        var theirs = RealGitRun.RunAsync(batch.Repository, way, batch.Branches, cancellationToken);
        var ours = CommitReader.AddFacts(copy, way, batch.Branches, await EngineRun.RunAsync(copy, way, batch.Branches, cancellationToken));
        var git = CommitReader.AddFacts(batch.Repository, way, batch.Branches, await theirs);
        return Of(way, batch.Branches, git, ours);
    }

    public static Comparison Of(
        Way way, IReadOnlyList<BranchPair> branches, IReadOnlyDictionary<string, Outcome> git, IReadOnlyDictionary<string, Outcome> ours) =>
        new(way, [.. branches.Select(branch => Verdict.Of(way, branch, git[branch.Name], ours[branch.Name]))]);

    /// <exception cref="Xunit.Sdk.XunitException">Something differs; the message says what, and how to see it again.</exception>
    public void RequireSameness()
    {
        var differences = Differences.ToArray();
        if (differences.Length > 0)
        {
            Assert.Fail($"git and we differ\n{Table()}\n{string.Concat(differences.Take(MostDescribed).Select(Describe))}");
        }
    }

    /// <summary>A comparison that compares next to nothing proves nothing.</summary>
    public void RequireSubstance()
    {
        var aligned = Verdicts.Count(verdict => verdict.Category == Verdict.Aligned);
        var excluded = Verdicts.Count(verdict => verdict.Kind == VerdictKind.Excluded);
        Assert.True(
            Verdicts.Count < FewVerdicts || (aligned * 5 > Verdicts.Count && excluded * 4 < Verdicts.Count),
            $"too few branches were aligned, or too many excluded\n{Table()}");
    }

    public string Table() => string.Join('\n', Verdicts
        .GroupBy(verdict => (verdict.Kind, verdict.Category))
        .OrderBy(group => group.Key)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count(),7} {group.Key.Kind,-9} {group.Key.Category}{Examples([.. group])}")));

    private static string Examples(IReadOnlyList<Verdict> verdicts)
    {
        if (verdicts[0].Kind == VerdictKind.Same)
        {
            return "";
        }

        var reason = verdicts[0].Git is Outcome.Neither { Reason: var words } ? $" ({words.Trim()})" : "";
        return $": {string.Join(' ', verdicts.Take(MostNamed).Select(verdict => verdict.Branch.Name))}{reason}";
    }

    private string Describe(Verdict verdict) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"\n{verdict.Branch.Name} on {verdict.Branch.TargetName}: {verdict.Category}\n")
        .Append(CultureInfo.InvariantCulture, $"  git {Ways.CommandOf(Way)}: {verdict.Git}\n  ours: {verdict.Ours}\n")
        .Append(CultureInfo.InvariantCulture, $"  again: ./build conformance 1 {verdict.Branch.Seed}\n")
        .ToString();
}
