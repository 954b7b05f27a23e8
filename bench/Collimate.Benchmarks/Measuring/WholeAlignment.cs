using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Runs the command line as a person does, from its start to its end.</summary>
internal sealed class WholeAlignment(string program)
{
    /// <summary>Exit codes up to here mean that the run has ended by itself.</summary>
    private const int SomeBranchesFailed = 1;

    /// <summary>Aligns a fresh copy, which stays.</summary>
    /// <param name="place">Where the copy goes.</param>
    /// <param name="configuration">A file; nothing means the defaults.</param>
    public async Task<AlignedCopy> AlignAsync(PreparedRepository prepared, string place, string? configuration = null) =>
        await AlignAsync(prepared, place, configuration, _ => { });

    /// <summary>The same, with a look at the copy before it is aligned.</summary>
    public async Task<AlignedCopy> AlignAsync(PreparedRepository prepared, string place, Func<string, Task> look)
    {
        await Toolbox.CopyAsync(prepared.Directory, place);
        await look(place);
        return await AlignCopyAsync(prepared, place, configuration: null, _ => { });
    }

    /// <summary>The same, watched. Looking takes processor time, so a watched run is not compared.</summary>
    public async Task<(AlignedCopy Copy, MemoryPeak Peak)> AlignWatchedAsync(PreparedRepository prepared, string place, string configuration)
    {
        MemorySampler? sampler = null;
        try
        {
            var copy = await AlignAsync(prepared, place, configuration, process => sampler = new MemorySampler(process));
            return (copy, sampler!.Peak);
        }
        finally
        {
            if (sampler is not null)
            {
                await sampler.DisposeAsync();
            }
        }
    }

    /// <summary>Starting and planning, without doing any of it.</summary>
    public Task<Cost> PlanAsync(PreparedRepository prepared) => PlanAsync(prepared.Directory, prepared.Input);

    public Task<Cost> PlanAsync(string repository, string input) =>
        MeasureAsync(Toolbox.Program(program, ["plan", "--repo", repository, "--input", input]));

    /// <summary>Starting and nothing else.</summary>
    public Task<Cost> StartAsync() => MeasureAsync(Toolbox.Program(program, ["--version"]));

    /// <summary>One walk of git itself over the history that planning has to know.</summary>
    public static Task<Cost> WalkAsync(PreparedRepository prepared) =>
        MeasureAsync(Toolbox.Git(prepared.Directory, "rev-list", "--parents", "--branches"));

    private static Task<Cost> MeasureAsync(System.Diagnostics.ProcessStartInfo start) =>
        Cost.OfChildrenAsync(async () => (await ChildProcess.RunAsync(start)).Require(Path.GetFileName(start.FileName)));

    private async Task<AlignedCopy> AlignAsync(PreparedRepository prepared, string place, string? configuration, Action<int> started)
    {
        await Toolbox.CopyAsync(prepared.Directory, place);
        return await AlignCopyAsync(prepared, place, configuration, started);
    }

    private async Task<AlignedCopy> AlignCopyAsync(PreparedRepository prepared, string place, string? configuration, Action<int> started)
    {
        var results = $"{place}.results.json";
        string[] configured = configuration is null ? [] : ["--config", configuration];
        var start = Toolbox.Program(
            program,
            ["align", "--repo", place, "--input", prepared.Input, "--no-circuit-breaker", "--quiet", "--output", results, .. configured]);
        var cost = await Cost.OfChildrenAsync(async () =>
        {
            var result = await ChildProcess.RunAsync(start, started: started);
            if (result.ExitCode > SomeBranchesFailed)
            {
                result.Require("collimate align");
            }
        });
        return new AlignedCopy(place, results, cost);
    }
}

/// <summary>A copy of a prepared repository after a run.</summary>
/// <param name="Results">The file with what became of each branch.</param>
internal sealed record AlignedCopy(string Directory, string Results, Cost Cost);
