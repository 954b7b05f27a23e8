using System.Collections.Concurrent;
using Collimate.Conformance.Tests.Comparing;

namespace Collimate.Conformance.Tests;

/// <summary>Adds up comparisons and prints them, when all have been made.</summary>
public sealed class Tally : IDisposable
{
    // './build conformance' shows this file: the runner keeps the output of tests that pass to itself.
    private const string FileVariable = "COLLIMATE_CONFORMANCE_TABLE";

    private readonly ConcurrentBag<Comparison> _comparisons = [];

    internal void Add(Comparison comparison) => _comparisons.Add(comparison);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
        {
            File.WriteAllLines(file, _comparisons.GroupBy(comparison => comparison.Way).OrderBy(group => group.Key).Select(Describe));
        }
    }

    private static string Describe(IGrouping<Way, Comparison> comparisons)
    {
        var all = new Comparison(comparisons.Key, [.. comparisons.SelectMany(comparison => comparison.Verdicts)]);
        return $"git {Ways.CommandOf(all.Way)}, {all.Verdicts.Count} branches:\n{all.Table()}";
    }
}
