using System.Globalization;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The ratios of a comparison, with what was promised where the measurement is one that the promise is about.</summary>
internal sealed class ComparisonRatios(Costs costs, BenchmarkOptions options, PreparedRepository prepared)
{
    private readonly int _lanes = options.Lanes;

    public IReadOnlyList<Ratio> All() => [.. Integration(), .. WholeRun(), .. Naive()];

    private IEnumerable<Ratio> Integration()
    {
        foreach (var count in new[] { _lanes, 1 }.Distinct())
        {
            var (integration, floor) = (Ways.Integration(count), Ways.MergeFloor(count));
            yield return costs.Ratio($"{integration} / floor, processor time", Cpu, integration, floor);
            var paid = costs[integration].Select((cost, round) => (cost.CpuSeconds - Promises.IntegrationHeadStart) / costs[floor][round].CpuSeconds);
            var isLongEnough = costs[floor].All(cost => cost.CpuSeconds >= Promises.LeastFloorSeconds);
            yield return new Ratio(
                string.Create(CultureInfo.InvariantCulture, $"({integration} - {Promises.IntegrationHeadStart} s) / floor, processor time"), [.. paid])
            {
                AtMost = isLongEnough ? Promises.Integration : null,
            };
        }

        if (_lanes > 1)
        {
            yield return costs.Ratio($"{Ways.Integration(_lanes)} / {Ways.Integration(1)}, clock", Wall, Ways.Integration(_lanes), Ways.Integration(1)) with
            {
                AtMost = _lanes == 2 && costs[Ways.MergeFloor(1)].All(cost => cost.CpuSeconds >= Promises.LeastFloorSeconds) ? Promises.TwoLanes : null,
            };
            yield return costs.Ratio($"{Ways.MergeFloor(_lanes)} / {Ways.MergeFloor(1)}, clock", Wall, Ways.MergeFloor(_lanes), Ways.MergeFloor(1));
        }
    }

    private IEnumerable<Ratio> WholeRun()
    {
        double? limit = prepared is { Origin: RepositoryOrigin.Clone, Branches.Count: >= Promises.ManyBranches } ? Promises.WholeRun : null;
        yield return costs.Ratio("align / both floors, clock", Wall, Ways.Align, Ways.MergeFloor(_lanes), Ways.ReferenceFloor) with { AtMost = limit };
        yield return costs.Ratio("align / both floors, processor time", Cpu, Ways.Align, Ways.MergeFloor(_lanes), Ways.ReferenceFloor);
        if (prepared.Branches.Count == Promises.SmallRunBranches)
        {
            yield return new Ratio("align, seconds", [.. costs[Ways.Align].Select(Wall)]) { AtMost = Promises.SmallRunSeconds };
        }
    }

    // The product runs before and after each of the others, so it has more rounds than they.
    private IEnumerable<Ratio> Naive()
    {
        var some = costs[Ways.SomeAligned];
        foreach (var way in new[] { Ways.ManyWorktrees, Ways.OneWorktree, Ways.Replay }.Where(way => costs[way].Count > 0))
        {
            var promised = way == Ways.ManyWorktrees && prepared is { Origin: RepositoryOrigin.Clone, Files: >= Promises.WorktreeFiles }
                && Math.Min(options.Naive, prepared.Branches.Count) >= Promises.WorktreeBranches;
            yield return new Ratio($"{way} / {Ways.SomeAligned}, clock", [.. costs[way].Select(cost => cost.WallSeconds / Median.Of(some.Select(Wall)))]) with
            {
                AtLeast = promised ? Promises.Worktrees : null,
            };
            yield return new Ratio(
                $"{way} / {Ways.SomeAligned}, processor time", [.. costs[way].Select(cost => cost.CpuSeconds / Median.Of(some.Select(Cpu)))]);
        }
    }

    private static double Wall(Cost cost) => cost.WallSeconds;

    private static double Cpu(Cost cost) => cost.CpuSeconds;
}
