using System.Globalization;
using System.Text.Json;
using Collimate.Benchmarks.Checking;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Measures all ways on one repository in turns, and checks the results.</summary>
/// <remarks>
/// A first run of the product is not compared: it is checked thoroughly, and warms the machine. Then each round runs every way
/// once and gives one pair for every ratio; every second round runs them in the opposite order.
/// </remarks>
internal sealed class Comparison(PreparedRepository prepared, BenchmarkOptions options, string work)
{
    private readonly Places _places = new(work);
    private readonly WholeAlignment _whole = new(options.Program);
    private readonly AlignmentChecks _checks = new(prepared, options.Scripts, work);
    private readonly List<double> _fileCreations = [];
    private readonly Costs _costs = new();

    public async Task<Section> RunAsync(string name)
    {
        options.Say($"{name}: aligning {prepared.Branches.Count} branches, checked");
        var first = await _whole.AlignAsync(prepared, _places.Next("first"), _checks.LookAsync);
        await _checks.CheckAsync(first);

        options.Say($"{name}: recording the merges");
        var recording = new MergeRecording(_places.Next("recording"), RecordingMode.Note);
        var git = await Toolbox.FindGitAsync();
        recording.Prepare(git);
        _checks.RequireSame(await IntegrateAsync(options.Lanes, recording.Directory, RecordingMode.Note));
        var merges = recording.Read();
        var mergeFloor = await MergeFloor.PrepareAsync(git, prepared.Directory, merges, _places);
        var referenceFloor = new ReferenceFloor(prepared.Directory, first.Directory, _places);
        await referenceFloor.PrepareAsync();

        var rounds = options.Rounds ?? 3;
        for (var round = 0; round < rounds; round++)
        {
            options.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: round {round + 1} of {rounds}"));
            await RunRoundAsync(mergeFloor, referenceFloor, round);
        }

        var agreement = await RunNaiveAsync(name);
        var facts = await FactsAsync(first, merges.All.Count);
        return new Section(name)
        {
            Facts = [.. facts, .. agreement],
            Measurements = _costs.ToSeries(),
            Ratios = new ComparisonRatios(_costs, options, prepared).All(),
            Violations = _checks.Violations,
        };
    }

    /// <summary>A script that fails must not take with it what was measured before.</summary>
    private async Task<IReadOnlyList<Fact>> RunNaiveAsync(string name)
    {
        try
        {
            return await new NaiveComparison(prepared, options, _places, _costs).RunAsync(name);
        }
        catch (BenchmarkException e)
        {
            _checks.Add($"the naive ways failed: {e.Message}");
            return [];
        }
    }

    private async Task RunRoundAsync(MergeFloor mergeFloor, ReferenceFloor referenceFloor, int round)
    {
        _fileCreations.Add(FileCreation.Measure(_places.Next("files")));
        var dealing = round % 2 == 0 ? Dealing.InBlocks : Dealing.InTurn;
        var lanes = options.Lanes;
        List<(string Way, Func<Task<Cost>> Measure)> ways =
        [
            (Ways.Align, AlignAsync),
            (Ways.ReferenceFloor, referenceFloor.MeasureAsync),
            (Ways.MergeFloor(lanes), () => mergeFloor.MeasureAsync(lanes, dealing)),
            (Ways.Integration(lanes), async () => (await IntegrateAsync(lanes)).Cost),
        ];
        if (lanes > 1)
        {
            ways.Add((Ways.Integration(1), async () => (await IntegrateAsync(1)).Cost));
            ways.Add((Ways.MergeFloor(1), () => mergeFloor.MeasureAsync(1, dealing)));
        }

        ways.Add((Ways.Plan, () => _whole.PlanAsync(prepared)));
        ways.Add((Ways.Walk, () => WholeAlignment.WalkAsync(prepared)));
        foreach (var (way, measure) in round % 2 == 0 ? ways : ways.AsEnumerable().Reverse())
        {
            _costs.Note(way, await measure());
        }

        using var memory = MemoryFolder.Find();
        if (memory is not null)
        {
            _costs.Note(Ways.MergeFloorInMemory(lanes), await mergeFloor.MeasureAsync(lanes, dealing, memory.Location));
        }
    }

    private async Task<Cost> AlignAsync()
    {
        var copy = await _whole.AlignAsync(prepared, _places.Next("aligned"));
        await _checks.RequireSameAsync(copy);
        return copy.Cost;
    }

    /// <summary>The integration alone, in a process of its own.</summary>
    private async Task<IntegrationReport> IntegrateAsync(int lanes)
    {
        var report = await IntegrateAsync(lanes, _places.Next("integration"), RecordingMode.OnlyKeep);
        _checks.RequireSame(report);
        _costs.Note(Ways.OwnIntegration(lanes), report.Own);
        return report;
    }

    private async Task<IntegrationReport> IntegrateAsync(int lanes, string folder, RecordingMode mode)
    {
        Directory.CreateDirectory(folder);
        var copy = Path.Combine(folder, "repository");
        await Toolbox.CopyAsync(prepared.Directory, copy);
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("BUG: this program has no path");
        string[] arguments = [IntegrationVerb.Name, copy, prepared.Input, lanes.ToString(CultureInfo.InvariantCulture), folder, mode.ToString()];
        var result = (await ChildProcess.RunAsync(Toolbox.Program(program, arguments))).Require(IntegrationVerb.Name);
        return JsonSerializer.Deserialize(result.Output, ReportJson.Default.IntegrationReport)
            ?? throw new InvalidOperationException("BUG: the integration gave no report");
    }

    private async Task<IReadOnlyList<Fact>> FactsAsync(AlignedCopy first, int merges)
    {
        var outcomes = (await AlignmentResults.ReadAsync(first.Results)).Values.GroupBy(outcome => outcome, StringComparer.Ordinal);
        return
        [
            new("files of the checked out commit", prepared.Files),
            new("branches", prepared.Branches.Count),
            new("targets", prepared.Branches.Select(branch => branch.AssignedTarget).Distinct(StringComparer.Ordinal).Count()),
            .. outcomes.OrderByDescending(outcome => outcome.Count()).Select(outcome => new Fact($"outcome {outcome.Key}", outcome.Count())),
            new("merges that git was asked for", merges),
            new("microseconds for a new file here, each round", string.Join(", ", _fileCreations.Select(time => time.ToString("0", CultureInfo.InvariantCulture)))),
        ];
    }
}
