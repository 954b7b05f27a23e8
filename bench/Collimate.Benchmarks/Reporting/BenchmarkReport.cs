using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Reporting;

/// <summary>All that one call of the benchmark found out; the JSON for programs is made of it.</summary>
internal sealed record BenchmarkReport(MachineDescription Machine, IReadOnlyList<ComparisonReport> Comparisons, IReadOnlyList<Ratio> Growth)
{
    public int Violations => Comparisons.Sum(comparison => comparison.Violations.Count);
}

/// <summary>One repository: what each way took, round by round.</summary>
/// <param name="Name">Tells the repositories of a report apart.</param>
/// <param name="Outcomes">Status and codes, and how many branches have them.</param>
/// <param name="Merges">How many merges the integration asked git for.</param>
internal sealed record ComparisonReport(string Name, int Branches, IReadOnlyDictionary<string, int> Outcomes, int Merges)
{
    public required IReadOnlyList<Series> Measurements { get; init; }

    public required IReadOnlyList<Ratio> Ratios { get; init; }

    /// <summary>The product and its children together, at most; in bytes.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>What a new small file took on this disk before each round. Git makes several for each merge, so this moves every number.</summary>
    public required IReadOnlyList<double> MicrosecondsPerNewFile { get; init; }

    /// <summary>What the naive ways and the product made of the same branches, and how many of them.</summary>
    public IReadOnlyDictionary<string, int> Agreement { get; init; } = new Dictionary<string, int>();

    public required IReadOnlyList<string> Violations { get; init; }

    public Series Of(string way) => Measurements.Single(series => series.Way == way);
}

/// <summary>What one way took in each round.</summary>
internal sealed record Series(string Way, IReadOnlyList<Cost> Rounds)
{
    public double WallSeconds => Median.Of(Rounds.Select(cost => cost.WallSeconds));

    public double CpuSeconds => Median.Of(Rounds.Select(cost => cost.CpuSeconds));
}

/// <summary>How two ways compare: pair by pair, because a machine is not equally fast all day.</summary>
/// <param name="Pairs">One ratio for each round.</param>
/// <param name="AtMost">What was promised; nothing where nothing was.</param>
internal sealed record Ratio(string Name, IReadOnlyList<double> Pairs, double? AtMost = null)
{
    public double Value => Median.Of(Pairs);

    public bool Holds => AtMost is not { } limit || Value <= limit;
}

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
