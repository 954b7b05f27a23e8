using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Runs the command line as a person does, from its start to its end.</summary>
/// <param name="collimate">The program that <c>./collimate</c> has built.</param>
internal sealed class WholeAlignment(string collimate)
{
    /// <summary>Exit codes up to here mean that the run has ended by itself.</summary>
    private const int SomeBranchesFailed = 1;

    /// <summary>Aligns a fresh copy, which stays.</summary>
    /// <param name="place">Where the copy goes.</param>
    public async Task<AlignedCopy> AlignAsync(PreparedRepository prepared, string place, Watching watching = Watching.Nothing)
    {
        var copy = new AlignedCopy(place);
        await Toolbox.CopyAsync(prepared.Directory, copy.Directory);
        MemorySampler? sampler = null;
        var start = Toolbox.Program(
            collimate,
            ["align", "--repo", copy.Directory, "--input", prepared.Input, "--no-circuit-breaker", "--quiet", "--output", copy.Results]);
        try
        {
            copy.Cost = await Cost.OfChildrenAsync(async () =>
            {
                var result = await ChildProcess.RunAsync(start, started: id => sampler = watching == Watching.Memory ? new MemorySampler(id) : null);
                if (result.ExitCode > SomeBranchesFailed)
                {
                    result.Require("collimate align");
                }
            });
        }
        finally
        {
            if (sampler is not null)
            {
                await sampler.DisposeAsync();
            }
        }

        copy.PeakBytes = sampler?.PeakBytes;
        return copy;
    }

    /// <summary>Starting and planning, without doing any of it.</summary>
    public Task<Cost> PlanAsync(PreparedRepository prepared) => MeasureAsync("plan", "--repo", prepared.Directory, "--input", prepared.Input);

    /// <summary>Starting and nothing else.</summary>
    public Task<Cost> StartAsync() => MeasureAsync("--version");

    private Task<Cost> MeasureAsync(params string[] arguments) =>
        Cost.OfChildrenAsync(async () => (await ChildProcess.RunAsync(Toolbox.Program(collimate, arguments))).Require($"collimate {arguments[0]}"));
}

/// <summary>Whether a run is watched; looking takes processor time, so a watched run is not compared.</summary>
internal enum Watching
{
    Nothing,
    Memory,
}

/// <summary>A copy of a prepared repository after a run.</summary>
internal sealed record AlignedCopy(string Directory)
{
    public string Results => $"{Directory}.results.json";

    public Cost Cost { get; set; } = new(0, 0);

    public long? PeakBytes { get; set; }
}
