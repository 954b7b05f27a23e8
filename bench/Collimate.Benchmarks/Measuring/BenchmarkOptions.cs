namespace Collimate.Benchmarks.Measuring;

/// <summary>How a comparison is made.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>The program to measure.</summary>
    public required string Collimate { get; init; }

    /// <summary>The folder of <c>snapshot</c>, <c>compare</c> and <c>prepare-pull-requests</c>.</summary>
    public required string Scripts { get; init; }

    /// <summary>How often each way runs; at least 1.</summary>
    public required int Rounds { get; init; }

    /// <summary>How many branches the naive ways get; 0 for none.</summary>
    public required int Naive { get; init; }

    /// <summary>Processes at the same time, of the product and of the floor; one is measured as well.</summary>
    public required int Lanes { get; init; }

    /// <summary>Told what is being done.</summary>
    public required Action<string> Say { get; init; }
}
