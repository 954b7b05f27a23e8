using Collimate.Crash.Tests.Dying;
using Collimate.Crash.Tests.Running;
using Collimate.TestKit;

namespace Collimate.Crash.Tests.Checking;

/// <summary>What the tool makes of the twelve branches when nobody disturbs it. Its results depend on nothing but the commits.</summary>
internal sealed class Expectation
{
    private static readonly Lazy<Task<Expectation>> Learned = new(LearnAsync);

    private Expectation(TestRepository template) => Template = template;

    public static Task<Expectation> Value => Learned.Value;

    public TestRepository Template { get; }

    /// <summary>All references of the template and where they point.</summary>
    public required IReadOnlyDictionary<string, string> Before { get; init; }

    /// <summary>Where the same references point after a run.</summary>
    public required IReadOnlyDictionary<string, string> After { get; init; }

    /// <summary>Of the first run and of each one after it: there is a conflict.</summary>
    public required int ExitCode { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>From the announcement of the first move to the end of the run.</summary>
    public required TimeSpan Publishing { get; init; }

    /// <summary>The visible backup of a reference.</summary>
    public static string BackupOf(string reference) => $"refs/heads/backup-{reference["refs/heads/".Length..]}-pre-align";

    public Scene NewScene() => Scene.CopyOf(Template);

    private static async Task<Expectation> LearnAsync()
    {
        var template = TwelveBranches.Create();
        using var scene = Scene.CopyOf(template);
        var before = RepositoryInspection.References(template);

        var (first, publishing) = await RunAndMeasureAsync(scene);
        var after = RepositoryInspection.References(scene.Repository);
        var second = await new Undisturbed().RunAsync(scene, CancellationToken.None);
        if (first.ExitCode != second.ExitCode || before.Count(r => after[r.Key] != r.Value) != TwelveBranches.Names.Count - 1)
        {
            throw new InvalidOperationException($"the undisturbed runs are not as they should be: {first.ExitCode} {first.Output}{first.Error}, then {second.ExitCode} {second.Error}");
        }

        return new Expectation(template)
        {
            Before = before,
            After = before.Keys.ToDictionary(name => name, name => after[name], StringComparer.Ordinal),
            ExitCode = first.ExitCode,
            Duration = second.Duration,
            Publishing = publishing,
        };
    }

    private static async Task<(Ended First, TimeSpan Publishing)> RunAndMeasureAsync(Scene scene)
    {
        await using var tool = scene.Start(new Dictionary<string, string>());
        await tool.WaitUntilAsync(() => scene.AnnouncesMoves, CancellationToken.None);
        var begin = TimeProvider.System.GetTimestamp();
        var ended = await tool.WaitAsync(CancellationToken.None);
        return (ended, TimeProvider.System.GetElapsedTime(begin));
    }
}
