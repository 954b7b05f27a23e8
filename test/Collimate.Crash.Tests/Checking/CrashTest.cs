using Collimate.Crash.Tests.Dying;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Checking;

/// <summary>One crash and what comes after it: disturbed, looked at, perhaps disturbed again, run once more, and once more for nothing.</summary>
internal static class CrashTest
{
    /// <param name="again">How the run that follows is disturbed; nothing lets it come to its end.</param>
    public static async Task<Verdict> TryAsync(IDeath death, IDeath? again, CancellationToken cancellationToken)
    {
        var expected = await Expectation.Value;
        using var scene = expected.NewScene();
        var promises = new Promises(expected, scene);
        var broken = new List<string>();
        var ended = await death.RunAsync(scene, cancellationToken);
        var found = Found(scene, ended);
        Look(ended, "");

        if (again is not null)
        {
            var second = await again.RunAsync(scene, cancellationToken);
            found |= second.Disturbed ? Finding.DisturbedAgain : Finding.Nothing;
            Look(second, $"after the second disturbance ({again}): ");
        }

        var next = await new Undisturbed().RunAsync(scene, cancellationToken);
        broken.AddRange(promises.AfterTheNextRun(next));
        found |= RepositoryInspection.TemporaryFiles(scene.Repository).Any() ? Finding.TemporaryFilesStay : Finding.Nothing;

        var before = RepositoryInspection.References(scene.Repository);
        var last = await new Undisturbed().RunAsync(scene, cancellationToken);
        if (last.ExitCode != next.ExitCode || !before.OrderBy(r => r.Key, StringComparer.Ordinal).SequenceEqual(RepositoryInspection.References(scene.Repository).OrderBy(r => r.Key, StringComparer.Ordinal)))
        {
            broken.Add($"the run after the next one was not idle: {last.ExitCode} {last.Error}");
        }

        return new Verdict(death.ToString()!, ended.Disturbed, found, broken);

        void Look(Ended run, string when)
        {
            broken.AddRange(promises.AtAnyMoment().Select(what => when + what));
            if (run.Survived)
            {
                broken.AddRange(promises.OfTheSurvivor(run).Select(what => when + what));
            }
        }
    }

    private static Finding Found(Scene scene, Ended ended)
    {
        var found = ended.Survived ? Finding.Survived : Finding.Nothing;
        if (scene.RunFolders is [.., var run] && OpenIntents.Of(run).Count > 0)
        {
            found |= Finding.HalfDone;
        }

        if (RepositoryInspection.Locks(scene.Repository).Any())
        {
            found |= Finding.Locks;
        }

        return found;
    }
}

/// <summary>What a crash was found to leave behind. None of it breaks a promise.</summary>
[Flags]
internal enum Finding
{
    Nothing = 0,

    /// <summary>The tool itself came to its end.</summary>
    Survived = 1,

    /// <summary>A move was announced, and nobody wrote down what became of it.</summary>
    HalfDone = 2,

    Locks = 4,

    /// <summary>Files that git removes when it collects garbage.</summary>
    TemporaryFilesStay = 8,

    DisturbedAgain = 16,
}

/// <summary>What came of one crash.</summary>
/// <param name="Disturbed">False where the run was over before anything could happen to it.</param>
/// <param name="Broken">Promises that did not hold.</param>
internal sealed record Verdict(string Death, bool Disturbed, Finding Found, IReadOnlyList<string> Broken);
