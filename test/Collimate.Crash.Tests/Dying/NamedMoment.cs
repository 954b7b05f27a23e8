using System.Globalization;
using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Dying;

/// <summary>The tool dies, or a step of its own fails, at a named moment (<c>FailPoint</c> of the product).</summary>
/// <param name="point">As the product names it, with <c>before</c> or <c>after</c>.</param>
/// <param name="occurrence">When it passes there for the how-manieth time.</param>
/// <param name="death"><c>kill</c>, or which error the step has.</param>
internal sealed class NamedMoment(string point, int occurrence, string death) : IDeath
{
    /// <summary>The program with these moments in it; <c>./build</c> makes it beside the other one.</summary>
    private static string Program { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../fail-points/bin/Collimate.Cli/release/collimate"));

    public async Task<Ended> RunAsync(Scene scene, CancellationToken cancellationToken)
    {
        var passed = scene.Repository.Beside($"passed-{Guid.CreateVersion7():N}");
        await using var tool = scene.Start(
            new Dictionary<string, string>
            {
                ["COLLIMATE_FAIL_AT"] = string.Create(CultureInfo.InvariantCulture, $"{death} {occurrence} {point}"),
                ["COLLIMATE_FAIL_POINTS"] = passed,
            },
            Program);
        var ended = await tool.WaitAsync(cancellationToken);
        return ended with { Disturbed = File.Exists(passed) && (await File.ReadAllLinesAsync(passed, cancellationToken)).Count(name => name == point) >= occurrence };
    }

    /// <summary>Every moment that an undisturbed run passes, as often as it does.</summary>
    public static async Task<IReadOnlyList<(string Point, int Occurrence)>> FindAsync(CancellationToken cancellationToken)
    {
        Assert.True(File.Exists(Program), $"'{Program}' is missing: ./build test makes it");
        using var scene = (await Expectation.Value).NewScene();
        var list = scene.Repository.Beside("points");
        await using var tool = scene.Start(new Dictionary<string, string> { ["COLLIMATE_FAIL_POINTS"] = list }, Program);
        await tool.WaitAsync(cancellationToken);
        var points = await File.ReadAllLinesAsync(list, cancellationToken);
        return [.. points.GroupBy(name => name, StringComparer.Ordinal).Order(Comparer<IGrouping<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key)))
            .SelectMany(group => Enumerable.Range(1, group.Count()).Select(number => (group.Key, number)))];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{death} {point} #{occurrence}");
}
