using Collimate.Engine;

namespace Collimate.TestKit;

/// <summary>The proof that a run moved what it says it moved, and nothing else.</summary>
public static class Untouched
{
    private const string Branches = "refs/heads/";

    /// <exception cref="InvalidOperationException">Something else moved, or something was left behind.</exception>
    public static void Prove(TestRepository repository, RepositoryState before, RunResult run, Permissions permissions)
    {
        var after = RepositoryState.Of(repository);
        var violations = new List<string>();
        var expected = Expected(before, after, run, permissions.MovedReferences, violations);
        violations.AddRange(Differences(expected, after.References, permissions.MovedReferences));
        if (permissions.Checkouts.Count == 0)
        {
            Same("HEAD", before.Head, after.Head);
            Same("the index", before.Index, after.Index);
            Same("the working tree", before.Files, after.Files);
        }

        violations.AddRange(permissions.Checkouts
            .Where(checkout => !permissions.MovedCheckouts.Contains(checkout.Path))
            .SelectMany(checkout => checkout.Violations(repository, run)));
        Same("the configuration", before.Configuration, after.Configuration);
        violations.AddRange(Leftovers(repository.GitDirectory));
        violations.AddRange(after.Complaints.Except(before.Complaints, StringComparer.Ordinal).Select(complaint => $"git fsck: {complaint}"));
        if (violations.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', violations));
        }

        void Same(string what, string then, string now)
        {
            if (then != now)
            {
                violations.Add($"{what} changed");
            }
        }
    }

    /// <summary>Before, plus what the run says it did.</summary>
    private static Dictionary<string, string> Expected(RepositoryState before, RepositoryState after, RunResult run, IEnumerable<string> moved, List<string> violations)
    {
        var expected = before.References.ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);
        foreach (var branch in run.Branches)
        {
            var name = Branches + branch.BranchName;
            if (branch.NewTip is { } tip)
            {
                if (branch.VisibleBackup is { } backup)
                {
                    // Whoever moved the branch meanwhile has left it where it was planned again.
                    expected[Branches + backup] = moved.Contains(name, StringComparer.Ordinal) ? branch.Plan.RequiredTips.Old.ToString() : before.References[name];
                }

                expected[name] = tip.ToString();
            }
        }

        var keep = $"refs/collimate/runs/{run.Run}";
        if (after.References.TryGetValue(keep, out var kept))
        {
            expected[keep] = kept;
        }
        else if (run.Branches.Any(branch => branch.NewTip is not null))
        {
            violations.Add($"{keep} is missing");
        }

        return expected;
    }

    private static IEnumerable<string> Differences(
        Dictionary<string, string> expected, IReadOnlyDictionary<string, string> actual, IEnumerable<string> movedByOthers) =>
        expected.Keys.Union(actual.Keys, StringComparer.Ordinal)
            .Except(movedByOthers, StringComparer.Ordinal)
            .Where(name => expected.GetValueOrDefault(name) != actual.GetValueOrDefault(name))
            .Select(name => $"{name}: expected {expected.GetValueOrDefault(name) ?? "nothing"}, found {actual.GetValueOrDefault(name) ?? "nothing"}");

    private static IEnumerable<string> Leftovers(string git)
    {
        var locks = Directory.EnumerateFiles(git, "*.lock", SearchOption.AllDirectories);
        var quarantines = Directory.EnumerateDirectories(Path.Combine(git, "objects"), "tmp_*");
        return locks.Concat(quarantines).Select(path => $"{path} was left behind");
    }
}

/// <summary>What may change although the run does not say so.</summary>
/// <param name="MovedReferences">Full names of references that the test itself moves during the run.</param>
/// <param name="Checkouts">As they were before a run that moves checked-out branches; none when it does not.</param>
/// <param name="MovedCheckouts">Tops of those in which the test itself does something during the run.</param>
public sealed record Permissions(
    IEnumerable<string> MovedReferences, IReadOnlyList<CheckoutState> Checkouts, ICollection<string> MovedCheckouts);
