using Collimate.Benchmarks.Measuring;

namespace Collimate.Benchmarks.Reporting;

/// <summary>How much longer everything takes on the larger of two repositories.</summary>
internal static class Growth
{
    // Below this, the start of the processes is what one sees.
    private const double LeastSeconds = 0.1;

    /// <summary>Each way that was measured on both, and what was promised about the product's.</summary>
    public static Section Between(Section large, Section small, double limit)
    {
        var ratios =
            from much in large.Measurements
            let little = small.Find(much.Way)
            where little is not null && little.WallSeconds >= LeastSeconds
            from ratio in new[]
            {
                new Ratio($"{much.Way}, clock", [much.WallSeconds / little.WallSeconds]) { AtMost = much.Way == Ways.Align ? limit : null },
                new Ratio($"{much.Way}, processor time", [much.CpuSeconds / little.CpuSeconds]),
            }
            select ratio;
        return new Section($"{large.Name} / {small.Name}") { Ratios = [.. ratios] };
    }
}
