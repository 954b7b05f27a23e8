using System.Globalization;

namespace Collimate.Crash.Tests;

/// <summary>How much is tried: a little, always the same, unless the environment asks for all of it.</summary>
internal static class Sample
{
    /// <summary>Whether everything is tried.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("COLLIMATE_CRASH_WHOLE") == "1";

    /// <summary>What chance begins with.</summary>
    public static int Seed { get; } = Read("COLLIMATE_CRASH_SEED");

    /// <summary>Of everything only each so manieth is tried: 1 for all of it.</summary>
    private static int Every { get; } = Read("COLLIMATE_CRASH_EVERY");

    /// <summary>All of many things, or a few of them from different parts.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, int few) =>
        IsWhole ? [.. all.Where((_, i) => i % Every == Seed % Every)]
        : all.Count <= few ? all
        : [.. Enumerable.Range(1, few).Select(i => all[i * all.Count / (few + 1)])];

    public static int CountOf(int many, int few) => IsWhole ? Math.Max(1, many / Every) : few;

    private static int Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
}
