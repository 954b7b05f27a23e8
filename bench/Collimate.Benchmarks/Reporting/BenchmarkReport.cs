using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Reporting;

/// <summary>All that one call of the benchmark found out; the JSON for programs is made of it.</summary>
internal sealed record BenchmarkReport(MachineDescription Machine, ProgramDescription Program, IReadOnlyList<Section> Sections)
{
    public int Violations => Sections.Sum(section => section.Violations.Count);
}

/// <summary>What was measured on one repository, or about one thing.</summary>
/// <param name="Name">Tells the sections of a report apart.</param>
internal sealed record Section(string Name)
{
    /// <summary>What is no time: sizes, outcomes, the disk.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    public IReadOnlyList<Series> Measurements { get; init; } = [];

    public IReadOnlyList<Ratio> Ratios { get; init; } = [];

    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>What was wrong in the results, in sentences.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    public Series? Find(string way) => Measurements.SingleOrDefault(series => series.Way == way);
}

/// <param name="Value">A number or a text.</param>
internal sealed record Fact(string Name, object Value);

/// <summary>What fits nowhere else.</summary>
/// <param name="Columns">The first one names the rows.</param>
/// <param name="Rows">Numbers or texts.</param>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object>> Rows);

/// <summary>What one way took in each round.</summary>
internal sealed record Series(string Way, IReadOnlyList<Cost> Rounds)
{
    public double WallSeconds => Median.Of(Rounds.Select(cost => cost.WallSeconds));

    public double CpuSeconds => Median.Of(Rounds.Select(cost => cost.CpuSeconds));
}

/// <summary>How two ways compare: pair by pair, because a machine is not equally fast all day.</summary>
/// <param name="Pairs">One ratio for each round.</param>
internal sealed record Ratio(string Name, IReadOnlyList<double> Pairs)
{
    /// <summary>What was promised; nothing where nothing was.</summary>
    public double? AtMost { get; init; }

    /// <summary>What was promised; nothing where nothing was.</summary>
    public double? AtLeast { get; init; }

    public double Value => Median.Of(Pairs);

    public bool Holds => (AtMost is not { } most || Value <= most) && (AtLeast is not { } least || Value >= least);
}

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
