using System.Globalization;
using System.Text.Json;
using Collimate.Benchmarks.Measuring;

namespace Collimate.Benchmarks;

/// <summary>The hidden command with which the program calls itself, so that the processor time is that of the integration alone.</summary>
internal static class IntegrationVerb
{
    public const string Name = "measure-integration";

    /// <param name="arguments">Repository, input, lanes and, when the merges are to be recorded, a prepared folder.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var recording = arguments.Count > 3 ? new MergeRecording(arguments[3]) : null;
        var lanes = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var report = await new IntegrationAlone(arguments[0], arguments[1], lanes, recording).MeasureAsync();
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report));
        return 0;
    }
}
