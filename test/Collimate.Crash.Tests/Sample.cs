using System.Globalization;

namespace Collimate.Crash.Tests;

/// <summary>How much is tried: a little, always the same, unless the environment asks for all of it.</summary>
internal static class Sample
{
    /// <summary>Whether everything is tried.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("COLLIMATE_CRASH_WHOLE") == "1";

    /// <summary>What chance begins with.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("COLLIMATE_CRASH_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>All of many things, or a few of them from different parts.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, int few) =>
        IsWhole || all.Count <= few ? all : [.. Enumerable.Range(1, few).Select(i => all[i * all.Count / (few + 1)])];
}
