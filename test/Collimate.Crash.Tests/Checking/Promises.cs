using System.Text.Json;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Checking;

/// <summary>What must hold at any moment, what after a disturbed run, and what after the run that follows it.</summary>
/// <remarks>Each check returns what is broken, in words; nothing when all is well.</remarks>
internal sealed class Promises(Expectation expected, Scene scene)
{
    // The repository cannot be used, storage failed, or a person is needed.
    private static readonly int[] Refusals = [3, 5, 7];

    /// <summary>Each branch is before or after, and whoever moved has its backups; everything can be read.</summary>
    public IEnumerable<string> AtAnyMoment()
    {
        var now = RepositoryInspection.References(scene.Repository);
        var kept = RepositoryInspection.KeptTips(scene.Repository);
        foreach (var (name, before) in expected.Before)
        {
            var tip = now.GetValueOrDefault(name);
            if (tip != before && tip != expected.After[name])
            {
                yield return $"{name} is neither before ({before}) nor after ({expected.After[name]}) but {tip ?? "gone"}";
            }
            else if (tip != before)
            {
                foreach (var missing in MissingBackups(name, now, kept))
                {
                    yield return missing;
                }
            }
        }

        foreach (var (name, tip) in now.Where(r => !expected.Before.ContainsKey(r.Key) && !RepositoryInspection.IsKeep(r.Key)))
        {
            if (!expected.Before.Any(old => Expectation.BackupOf(old.Key) == name && old.Value == tip))
            {
                yield return $"{name} at {tip} is nothing that a run should make";
            }
        }

        foreach (var complaint in RepositoryInspection.Complaints(scene.Repository))
        {
            yield return complaint;
        }
    }

    /// <summary>A tool that survived says what is true: results for each branch, or what kept it from its work.</summary>
    public IEnumerable<string> OfTheSurvivor(Ended ended)
    {
        if (Refusals.Contains(ended.ExitCode))
        {
            return ended.Error.Contains("error:", StringComparison.Ordinal) && ended.Error.Contains("hint:", StringComparison.Ordinal)
                ? []
                : [$"exit code {ended.ExitCode} without a fact and an advice: {ended.Error}"];
        }

        return ended.ExitCode is 0 or 1 or 4 && ended.Output.Length > 0
            ? Contradictions(ended.Output)
            : [$"exit code {ended.ExitCode}: {ended.Output}{ended.Error}"];
    }

    /// <summary>The repository is as if nobody had ever disturbed a run.</summary>
    public IEnumerable<string> AfterTheNextRun(Ended next)
    {
        if (next.ExitCode != expected.ExitCode)
        {
            yield return $"the next run ended with {next.ExitCode} instead of {expected.ExitCode}: {next.Error}{next.Output}";
        }

        var now = RepositoryInspection.References(scene.Repository);
        foreach (var (name, after) in expected.After.Where(r => now.GetValueOrDefault(r.Key) != r.Value))
        {
            yield return $"{name} is at {now.GetValueOrDefault(name) ?? "nothing"} after the next run, not at {after}";
        }

        foreach (var left in RepositoryInspection.Locks(scene.Repository).Concat(RepositoryInspection.Quarantines(scene.Repository)))
        {
            yield return $"{left} is left behind by the next run";
        }

        foreach (var broken in AtAnyMoment())
        {
            yield return $"after the next run: {broken}";
        }
    }

    private IEnumerable<string> MissingBackups(string name, IReadOnlyDictionary<string, string> now, IReadOnlySet<string> kept)
    {
        var before = expected.Before[name];
        if (now.GetValueOrDefault(Expectation.BackupOf(name)) != before && !SkippedBackups.Say(scene.RunFolders, name))
        {
            yield return $"{name} has moved without its visible backup, and no report says so";
        }

        if (!kept.Contains(before))
        {
            yield return $"{name} has moved and no keep ref holds its old tip";
        }
    }

    private IEnumerable<string> Contradictions(string results)
    {
        var now = RepositoryInspection.References(scene.Repository);
        using var json = JsonDocument.Parse(results);
        var said = json.RootElement.GetProperty("orchestration_results").EnumerateObject()
            .SelectMany(group => group.Value.GetProperty("branches").EnumerateArray())
            .ToDictionary(branch => "refs/heads/" + branch.GetProperty("branch_name").GetString(), branch => branch.GetProperty("status").GetString() == "completed", StringComparer.Ordinal);
        return
        [
            .. said.Where(s => s.Value && now.GetValueOrDefault(s.Key) != expected.After[s.Key]).Select(s => $"{s.Key} is called completed and has not moved"),
            .. expected.Before.Where(r => now.GetValueOrDefault(r.Key) != r.Value && !said.GetValueOrDefault(r.Key)).Select(r => $"{r.Key} has moved and is not called completed"),
        ];
    }
}
