using System.Globalization;
using System.Text.Json;
using Collimate.Benchmarks.Checking;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Measures all ways on one repository in turns, and checks the results.</summary>
/// <remarks>
/// A first run of the product is not compared: it is watched for its memory and checked thoroughly. Then each round runs
/// every way once, one after the other, and gives one pair for every ratio.
/// </remarks>
internal sealed class Comparison(PreparedRepository prepared, BenchmarkOptions options, string work)
{
    private readonly Places _places = new(work);
    private readonly WholeAlignment _whole = new(options.Collimate);
    private readonly AlignmentChecks _checks = new(prepared, options.Scripts, work);
    private readonly List<double> _fileCreations = [];
    private readonly Dictionary<string, List<Cost>> _costs = new(StringComparer.Ordinal);

    public async Task<ComparisonReport> RunAsync(string name)
    {
        options.Say($"{name}: aligning {prepared.Branches.Count} branches, watched and checked");
        var first = await _whole.AlignAsync(prepared, _places.Next("first"), Watching.Memory);
        await _checks.CheckAsync(first);
        var outcomes = await AlignmentResults.ReadAsync(first.Results);

        options.Say($"{name}: recording the merges");
        var recording = new MergeRecording(_places.Next("recording"), RecordingMode.Note);
        recording.Prepare(await FindGitAsync());
        _checks.RequireSame(await IntegrateAsync(options.Lanes, recording.Directory, RecordingMode.Note));
        var merges = recording.Read();
        using var mergeFloor = await MergeFloor.PrepareAsync(prepared.Directory, merges, _places);
        var referenceFloor = new ReferenceFloor(prepared.Directory, first.Directory, _places);
        await referenceFloor.PrepareAsync();

        for (var round = 0; round < options.Rounds; round++)
        {
            options.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: round {round + 1} of {options.Rounds}"));
            await RunRoundAsync(mergeFloor, referenceFloor, round % 2 == 0 ? Dealing.InBlocks : Dealing.InTurn);
        }

        var agreement = await RunNaiveAsync(name, first);
        var counts = outcomes.Values.GroupBy(outcome => outcome, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return new ComparisonReport(name, prepared.Branches.Count, counts, merges.Count)
        {
            Measurements = [.. _costs.Select(way => new Series(way.Key, way.Value))],
            Ratios = Ratios(),
            PeakBytes = first.PeakBytes ?? 0,
            MicrosecondsPerNewFile = _fileCreations,
            Agreement = agreement,
            Violations = _checks.Violations,
        };
    }

    private async Task RunRoundAsync(MergeFloor mergeFloor, ReferenceFloor referenceFloor, Dealing dealing)
    {
        _fileCreations.Add(FileCreation.Measure(_places.Next("files")));
        var copy = await _whole.AlignAsync(prepared, _places.Next("aligned"));
        Note(Ways.Align, copy.Cost);
        await _checks.RequireSameAsync(copy);
        Note(Ways.MergeFloor(options.Lanes), await mergeFloor.MeasureAsync(options.Lanes, dealing));
        Note(Ways.Integration(options.Lanes), (await IntegrateAsync(options.Lanes)).Cost);
        Note(Ways.ReferenceFloor, await referenceFloor.MeasureAsync());
        if (options.Lanes > 1)
        {
            Note(Ways.Integration(1), (await IntegrateAsync(1)).Cost);
            Note(Ways.MergeFloor(1), await mergeFloor.MeasureAsync(1, dealing));
        }

        using (var memory = MemoryFolder.Find())
        {
            if (memory is not null)
            {
                Note(Ways.MergeFloorInMemory(options.Lanes), await mergeFloor.MeasureAsync(options.Lanes, dealing, memory.Location));
            }
        }

        Note(Ways.Start, await _whole.StartAsync());
        Note(Ways.Plan, await _whole.PlanAsync(prepared));
    }

    /// <summary>The integration alone, in a process of its own.</summary>
    private Task<IntegrationReport> IntegrateAsync(int lanes) => IntegrateAsync(lanes, _places.Next("integration"), RecordingMode.OnlyKeep);

    private async Task<IntegrationReport> IntegrateAsync(int lanes, string folder, RecordingMode mode)
    {
        Directory.CreateDirectory(folder);
        var copy = Path.Combine(folder, "repository");
        await Toolbox.CopyAsync(prepared.Directory, copy);
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("BUG: this program has no path");
        string[] arguments = [IntegrationVerb.Name, copy, prepared.Input, lanes.ToString(CultureInfo.InvariantCulture), folder, mode.ToString()];
        var result = (await ChildProcess.RunAsync(Toolbox.Program(program, arguments))).Require(IntegrationVerb.Name);
        return JsonSerializer.Deserialize<IntegrationReport>(result.Output)
            ?? throw new InvalidOperationException("BUG: the integration gave no report");
    }

    private async Task<IReadOnlyDictionary<string, int>> RunNaiveAsync(string name, AlignedCopy first)
    {
        if (options.Naive == 0)
        {
            return new Dictionary<string, int>();
        }

        options.Say($"{name}: rebasing some branches the naive ways");
        var some = await PreparedRepository.WriteAsync(prepared.Directory, Path.Combine(work, "some"), Spread(prepared.Branches, options.Naive));
        var naive = new NaiveRebase(some, _places);
        var copy = await _whole.AlignAsync(some, _places.Next("some-aligned"));
        Note(Ways.SomeAligned, copy.Cost);
        var many = await naive.WithManyWorktreesAsync();
        Note(Ways.ManyWorktrees, many.Cost);
        Note(Ways.OneWorktree, (await naive.WithOneWorktreeAsync()).Cost);
        if (await naive.WithReplayAsync() is { } replay)
        {
            Note(Ways.Replay, replay.Cost);
        }

        return await AgreementAsync(some, many, first);
    }

    private static async Task<IReadOnlyDictionary<string, int>> AgreementAsync(PreparedRepository some, NaiveResult naive, AlignedCopy first)
    {
        var results = await AlignmentResults.ReadAsync(first.Results);
        var trees = (await Toolbox.GitAsync(first.Directory, "for-each-ref", "--format=%(refname:lstrip=2)%09%(tree)", "refs/heads"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return some.Branches.Select(branch => branch.BranchName)
            .Select(branch => (results[branch] == AlignmentResults.Completed, naive.Trees.GetValueOrDefault(branch)) switch
            {
                (true, { } tree) => tree == trees[branch] ? "both aligned, same tree" : "both aligned, trees differ",
                (true, null) => "only collimate aligned it",
                (false, not null) => "only git rebase aligned it",
                (false, null) => "neither aligned it",
            })
            .GroupBy(kind => kind, StringComparer.Ordinal)
            .ToDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal);
    }

    private static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> all, int wanted) =>
        wanted >= all.Count ? all : [.. Enumerable.Range(0, wanted).Select(i => all[(int)((long)i * all.Count / wanted)])];

    private static async Task<string> FindGitAsync() => (await Toolbox.RunAsync("sh", "-c", "command -v git")).Trim();

    private void Note(string way, Cost cost)
    {
        if (!_costs.TryGetValue(way, out var costs))
        {
            _costs[way] = costs = [];
        }

        costs.Add(cost);
    }

    private List<Ratio> Ratios()
    {
        var lanes = options.Lanes;
        List<Ratio> result =
        [
            Of("align / both floors, processor time", Ways.Align, cost => cost.CpuSeconds, Ways.MergeFloor(lanes), Ways.ReferenceFloor),
            Of("align / both floors, clock", Ways.Align, cost => cost.WallSeconds, Ways.MergeFloor(lanes), Ways.ReferenceFloor),
            Of($"integration / floor, {Ways.Lanes(lanes)}, processor time", Ways.Integration(lanes), cost => cost.CpuSeconds, Ways.MergeFloor(lanes)),
        ];
        if (lanes > 1)
        {
            result.Add(Of($"integration / floor, {Ways.Lanes(1)}, processor time", Ways.Integration(1), cost => cost.CpuSeconds, Ways.MergeFloor(1)));
            result.Add(Of($"integration, {Ways.Lanes(lanes)} / {Ways.Lanes(1)}, clock", Ways.Integration(lanes), cost => cost.WallSeconds, Ways.Integration(1))
                with { AtMost = lanes == 2 ? Promises.TwoLanes : null });
        }

        foreach (var way in new[] { Ways.ManyWorktrees, Ways.OneWorktree, Ways.Replay }.Where(_costs.ContainsKey))
        {
            result.Add(Of($"{way} / {Ways.SomeAligned}, clock", way, cost => cost.WallSeconds, Ways.SomeAligned));
            result.Add(Of($"{way} / {Ways.SomeAligned}, processor time", way, cost => cost.CpuSeconds, Ways.SomeAligned));
        }

        return result;
    }

    private Ratio Of(string name, string way, Func<Cost, double> part, params string[] others) =>
        new(name, [.. _costs[way].Select((cost, round) => part(cost) / others.Sum(other => part(_costs[other][round])))]);
}
