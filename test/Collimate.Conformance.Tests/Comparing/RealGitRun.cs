using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Collimate.TestKit;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>Lets git itself align all branches of a batch, in a worktree beside the repository. No branch moves.</summary>
internal static class RealGitRun
{
    private static readonly (string Key, string Value)[] Settings =
    [
        ("core.hooksPath", "/dev/null"), ("core.fsync", "none"), ("gc.auto", "0"), ("maintenance.auto", "false"),
        ("rebase.backend", "merge"), ("rerere.enabled", "false"), ("advice.detachedHead", "false"), ("submodule.recurse", "false"),
    ];

    public static async Task<IReadOnlyDictionary<string, Outcome>> RunAsync(
        TestRepository repository, Way way, IReadOnlyList<BranchPair> branches, CancellationToken cancellationToken)
    {
        var worktrees = Directory.CreateTempSubdirectory("collimate-worktrees-");
        try
        {
            var question = string.Concat(branches.Select(branch => $"{branch.Name} {branch.Tip} {branch.TargetTip}\n"));
            var answer = await AskAsync(repository, [Ways.CommandOf(way), repository.Path, worktrees.FullName], question, cancellationToken);
            var outcomes = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 4))
                .ToDictionary(words => words[0], OutcomeOf, StringComparer.Ordinal);
            return branches.All(branch => outcomes.ContainsKey(branch.Name))
                ? outcomes
                : throw new InvalidOperationException($"real-git answered {outcomes.Count} of {branches.Count} branches");
        }
        finally
        {
            worktrees.Delete(recursive: true);
            repository.Git("worktree", "prune");
        }
    }

    private static Outcome OutcomeOf(string[] words) => words[1] switch
    {
        "done" => new Outcome.Done(words[2]),
        "conflict" => new Outcome.Conflict("in git"),
        "refused" => new Outcome.Neither("git refused", words[3]),
        "died" => new Outcome.Neither("git died", words[3]),
        _ => throw new FormatException($"real-git knows no '{words[1]}'"),
    };

    [SuppressMessage("ApiDesign", "RS0030", Justification = "One script that starts git several thousand times.")]
    private static async Task<string> AskAsync(
        TestRepository repository, IReadOnlyList<string> arguments, string question, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Comparing", "real-git"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1, // Git's words may name files that are not UTF-8.
        };
        start.Environment.Clear();
        foreach (var (name, value) in repository.Environment.Concat(SettingsInEnvironment()))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(question.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return await answer;
    }

    private static IEnumerable<KeyValuePair<string, string>> SettingsInEnvironment() =>
        Settings.SelectMany((setting, i) => new KeyValuePair<string, string>[]
        {
            new($"GIT_CONFIG_KEY_{i}", setting.Key),
            new($"GIT_CONFIG_VALUE_{i}", setting.Value),
        }).Concat(
        [
            new("GIT_CONFIG_COUNT", $"{Settings.Length}"), new("GIT_EDITOR", "false"), new("LC_ALL", "C"),
            new("GIT_COMMITTER_DATE", "1750000000 +0000"),
        ]);
}
