using System.Diagnostics;
using System.Globalization;
using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Racing;
using Collimate.Crash.Tests.Running;
using Collimate.TestKit;

namespace Collimate.Crash.Tests;

/// <summary>Somebody commits, deletes and makes branches, and somebody collects garbage, all the time while the tool runs again and again.</summary>
public sealed class A_person_who_works_meanwhile(Tally tally)
{
    private const int Many = 100;
    private const int Few = 1;

    private static readonly int[] ExpectedExitCodes = [0, 1, 4];

    [Fact]
    public async Task Loses_no_commit()
    {
        // arrange
        var token = TestContext.Current.CancellationToken;
        using var scene = (await Expectation.Value).NewScene();
        var stop = scene.Repository.Beside("stop");
        var turn = scene.Repository.Beside("turn");
        string[] branches = ["main", "release", .. TwelveBranches.Names];
        await using var person = Start(scene, "person", [stop, turn, Sample.Seed.ToString(CultureInfo.InvariantCulture), .. branches]);
        await using var collector = Start(scene, "collector", [stop, turn]);

        // act
        var runs = new List<Ended>();
        for (var i = 0; i < Sample.CountOf(Many, Few); i++)
        {
            await using var tool = scene.Start(new Dictionary<string, string>());
            runs.Add(await tool.WaitAsync(token));
        }

        await File.WriteAllTextAsync(stop, "", token);
        var diary = Diary.Read((await person.WaitAsync(token)).Output);
        var collections = (await collector.WaitAsync(token)).Output.Count(character => character == '\n');

        // assert
        var moves = RepositoryInspection.References(scene.Repository).Keys.Count(RepositoryInspection.IsKeep);
        tally.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"race: {runs.Count} runs, {moves} of them moved branches, beside {diary} and {collections} collections of garbage; exit codes {string.Join(", ", runs.CountBy(run => run.ExitCode).Select(c => $"{c.Value} x {c.Key}"))}"));
        string[] damage = [.. RepositoryInspection.Complaints(scene.Repository)];
        string[] broken =
        [
            .. damage,
            .. runs.Where(run => !ExpectedExitCodes.Contains(run.ExitCode)).Select(run => $"exit code {run.ExitCode}: {run.Error}"),
            .. damage.Length > 0 ? [] : Lost(scene.Repository, diary), // What is damaged cannot be searched.
        ];
        Assert.True(broken.Length == 0, $"seed {Sample.Seed}: {string.Join('\n', broken)}");
        Assert.True(diary.Commits > 0 && moves > 0, $"nothing was raced for: {diary}, {moves} runs that moved branches");
    }

    /// <summary>Commits of the person that no reference holds, or that are not in their branch any more, as they are or aligned.</summary>
    private static IEnumerable<string> Lost(TestRepository repository, Diary diary)
    {
        var held = repository.Git("rev-list", "--all").Split('\n').ToHashSet(StringComparer.Ordinal);
        foreach (var (branch, commits) in diary.Standing)
        {
            var subjects = repository.Exists(branch) ? repository.Subjects(branch).ToHashSet(StringComparer.Ordinal) : [];
            foreach (var (id, subject) in commits)
            {
                if (!held.Contains(id))
                {
                    yield return $"no reference holds {id} '{subject}' of {branch}";
                }

                if (!subjects.Contains(subject))
                {
                    yield return $"{branch} has lost '{subject}' ({id})";
                }
            }
        }
    }

    private static RunningTool Start(Scene scene, string script, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Racing", script), [scene.Repository.GitDirectory, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in scene.Repository.Environment)
        {
            start.Environment[name] = value;
        }

        return RunningTool.Start(start);
    }
}
