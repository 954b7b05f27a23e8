namespace Collimate.Benchmarks.Machine;

/// <summary>What a piece of work took.</summary>
/// <param name="WallSeconds">By the clock.</param>
/// <param name="CpuSeconds">User and system time of all processes that took part.</param>
internal sealed record Cost(double WallSeconds, double CpuSeconds)
{
    public static Cost operator +(Cost left, Cost right) => Add(left, right);

    public static Cost Add(Cost left, Cost right) =>
        new(left.WallSeconds + right.WallSeconds, left.CpuSeconds + right.CpuSeconds);

    /// <summary>Runs children only: this process itself is not counted. No other child may run meanwhile.</summary>
    public static async Task<Cost> OfChildrenAsync(Func<Task> work)
    {
        var before = ResourceUsage.ChildrenSeconds();
        var started = TimeProvider.System.GetTimestamp();
        await work();
        var wall = TimeProvider.System.GetElapsedTime(started);
        return new Cost(wall.TotalSeconds, ResourceUsage.ChildrenSeconds() - before);
    }
}
