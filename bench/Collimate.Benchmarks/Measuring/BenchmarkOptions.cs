namespace Collimate.Benchmarks.Measuring;

/// <summary>How a comparison is made.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>The program to measure.</summary>
    public required string Program { get; init; }

    /// <summary>The folder of <c>snapshot</c>, <c>compare</c> and <c>prepare-pull-requests</c>.</summary>
    public required string Scripts { get; init; }

    /// <summary>Where everything is made.</summary>
    public required string Work { get; init; }

    /// <summary>How often each way runs; nothing leaves it to the measurement.</summary>
    public int? Rounds { get; init; }

    /// <summary>How many branches the naive ways get; 0 for none.</summary>
    public int Naive { get; init; }

    /// <summary>Processes at the same time, of the product and of the floor; one is measured as well.</summary>
    public int Lanes { get; init; } = Environment.ProcessorCount;

    /// <summary>Told what is being done.</summary>
    public required Action<string> Say { get; init; }
}
