using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Measuring;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks;

/// <summary>Measures one thing after another, prints each section when it is known, and gathers everything for the report.</summary>
internal sealed class BenchmarkSession(BenchmarkOptions options, MachineDescription machine, ProgramDescription program)
{
    private readonly List<Section> _sections = [];

    public BenchmarkReport Report => new(machine, program, _sections);

    public Task BeginAsync() => Console.Out.WriteLineAsync(MarkdownReport.Write(machine, program));

    public async Task CompareAsync(string name, RepositoryShape shape, BenchmarkOptions how)
    {
        var place = await NewPlaceAsync(name);
        await AddAsync(await new Comparison(await GenerateAsync(name, shape, place), how, place).RunAsync(name));
    }

    public async Task CompareAsync(CloneChoice clone)
    {
        var place = await NewPlaceAsync(clone.Name);
        await AddAsync(await new Comparison(await PrepareAsync(clone, place), options, place).RunAsync(clone.Name));
    }

    public async Task MeasureWorkloadAsync(string name, int seed)
    {
        foreach (var (part, shape) in Workload.Find(name).Shapes)
        {
            await CompareAsync($"{name}-{part}", shape with { Seed = seed }, options);
        }

        await CompareGrowthAsync($"{name}-full", $"{name}-half", Promises.Twice);
    }

    public async Task MeasureMemoryAsync(IEnumerable<RepositoryShape> shapes, CloneChoice? clone)
    {
        var place = await NewPlaceAsync("memory");
        var use = new MemoryUse(options, new Places(place));
        foreach (var shape in shapes)
        {
            var name = FormattableString.Invariant($"generated-{shape.Branches}");
            await use.MeasureAsync(name, await GenerateAsync(name, shape, await NewPlaceAsync(name)));
        }

        if (clone is not null)
        {
            await use.MeasureAsync(clone.Name, await PrepareAsync(clone, await NewPlaceAsync(clone.Name)));
        }

        await AddAsync(use.Section());
    }

    /// <param name="others">Further programs, beside the one that is named; and what wraps the first.</param>
    public async Task MeasureStartAsync(string? wrapper, IEnumerable<string> others)
    {
        var start = new StartUp(options, new Places(await NewPlaceAsync("start")));
        await AddAsync(await start.MeasureAsync(options.Program, wrapper));
        foreach (var other in others)
        {
            await AddAsync(await start.MeasureAsync(other, wrapper: null));
        }
    }

    public async Task MeasureReferencesAsync(int count) =>
        await AddAsync(await new ReferencePrices(options, new Places(await NewPlaceAsync("references"))).MeasureAsync(count));

    /// <summary>How much longer the large one takes; nothing when one of them was not measured.</summary>
    public async Task CompareGrowthAsync(string large, string small, double limit)
    {
        if (_sections.Find(section => section.Name == large) is { } much && _sections.Find(section => section.Name == small) is { } little)
        {
            await AddAsync(Growth.Between(much, little, limit));
        }
    }

    private async Task<PreparedRepository> GenerateAsync(string name, RepositoryShape shape, string place)
    {
        options.Say(FormattableString.Invariant($"{name}: generating {shape.Branches} branches"));
        return await PreparedRepository.GenerateAsync(shape, Path.Combine(place, "prepared"));
    }

    private async Task<PreparedRepository> PrepareAsync(CloneChoice clone, string place)
    {
        options.Say($"{clone.Name}: preparing its pull requests");
        return await PreparedRepository.FromCloneAsync(options.Scripts, clone, Path.Combine(place, "prepared"));
    }

    private async Task<string> NewPlaceAsync(string name)
    {
        var place = Directory.CreateDirectory(Path.Combine(options.Work, name)).FullName;

        // Lets ext4 spread what is made here over the disk; where there is no such hint, none is needed.
        await ChildProcess.RunAsync(Toolbox.Program("sh", ["-c", "chattr +T \"$0\"", place]));
        return place;
    }

    private async Task AddAsync(Section section)
    {
        _sections.Add(section);
        await Console.Out.WriteLineAsync(MarkdownReport.Write(section));
    }
}
