namespace Collimate.Benchmarks;

/// <summary>The measurement cannot go on for a reason that the person who started it can act on.</summary>
/// <param name="fact">One line.</param>
/// <param name="advice">One line.</param>
internal sealed class BenchmarkException(string fact, string advice) : Exception(fact)
{
    public string Advice { get; } = advice;
}
