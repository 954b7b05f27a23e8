using System.Globalization;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Measuring;
using Collimate.Benchmarks.Reporting;
using Collimate.Engine.Categorizing;

namespace Collimate.Benchmarks;

/// <summary>Measures one repository after another, prints each table when it is known, and gathers everything for the report.</summary>
internal sealed class BenchmarkSession(BenchmarkOptions options, string work, MachineDescription machine)
{
    private readonly List<ComparisonReport> _comparisons = [];
    private readonly List<Ratio> _growth = [];

    public BenchmarkReport Report() => new(machine, _comparisons, _growth);

    public async Task MeasureAsync(string name, RepositoryShape shape, BenchmarkOptions how)
    {
        options.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: generating {shape.Branches} branches"));
        var place = await NewPlaceAsync(name);
        var started = TimeProvider.System.GetTimestamp();
        var prepared = await PreparedRepository.GenerateAsync(shape, Path.Combine(place, "prepared"));
        options.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: generated in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"));
        await CompareAsync(name, prepared, how, place);
    }

    /// <param name="count">The newest pull requests; 0 for all.</param>
    /// <param name="main">Nothing means the HEAD of the clone.</param>
    public async Task MeasureCloneAsync(string clone, int count, string? main)
    {
        var name = Path.GetFileName(clone.TrimEnd('/'));
        var place = await NewPlaceAsync("clone");
        var directory = Path.Combine(place, "prepared");
        List<string> arguments = main is null ? [] : ["--main", main];
        arguments.AddRange([clone, directory, count.ToString(CultureInfo.InvariantCulture)]);
        options.Say($"{name}: preparing");
        var said = await Toolbox.RunAsync(Path.Combine(options.Scripts, "prepare-pull-requests"), [.. arguments]);
        await Console.Out.WriteLineAsync(said);
        var branches = (await File.ReadAllLinesAsync($"{directory}.tsv")).Select(line => line.Split('\t')).Select(parts => new CategorizedBranch(parts[0], parts[1]));
        await CompareAsync(name, new PreparedRepository(directory, $"{directory}.json", $"{directory}.tsv", [.. branches]), options, place);
    }

    public async Task MeasureWorkloadAsync(string name, int seed)
    {
        var how = options with { Naive = 0 };
        foreach (var (part, shape) in Workload.Find(name).Shapes)
        {
            await MeasureAsync($"{name}-{part}", shape with { Seed = seed }, how);
        }

        CompareGrowth($"{name}-full", $"{name}-half", Promises.Twice);
    }

    /// <summary>How much longer the large one takes; nothing when one of them was not measured.</summary>
    public void CompareGrowth(string large, string small, double limit)
    {
        var reports = new[] { large, small }.Select(name => _comparisons.Find(comparison => comparison.Name == name)).ToArray();
        if (reports is not [{ } much, { } little])
        {
            return;
        }

        Ratio[] ratios =
        [
            new($"{large} / {small}: align, clock", [much.Of(Ways.Align).WallSeconds / little.Of(Ways.Align).WallSeconds], limit),
            new($"{large} / {small}: align, processor time", [much.Of(Ways.Align).CpuSeconds / little.Of(Ways.Align).CpuSeconds], limit),
            new(
                $"{large} / {small}: both floors, processor time",
                [FloorsOf(much) / FloorsOf(little)]),
        ];
        _growth.AddRange(ratios);
        Console.Out.WriteLine(ReportTable.Write(ratios));
    }

    private async Task<string> NewPlaceAsync(string name)
    {
        var place = Directory.CreateDirectory(Path.Combine(work, name)).FullName;

        // Lets ext4 spread what is made here over the disk; where there is no such hint, none is needed.
        await ChildProcess.RunAsync(Toolbox.Program("sh", ["-c", "chattr +T \"$0\"", place]));
        return place;
    }

    private double FloorsOf(ComparisonReport report) =>
        report.Of(Ways.MergeFloor(options.Lanes)).CpuSeconds + report.Of(Ways.ReferenceFloor).CpuSeconds;

    private async Task CompareAsync(string name, PreparedRepository prepared, BenchmarkOptions how, string place)
    {
        var report = await new Comparison(prepared, how, place).RunAsync(name);
        _comparisons.Add(report);
        await Console.Out.WriteLineAsync(ReportTable.Write(report));
    }
}
