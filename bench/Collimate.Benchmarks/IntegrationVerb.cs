using System.Globalization;
using System.Text.Json;
using Collimate.Benchmarks.Measuring;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks;

/// <summary>The hidden command with which the program calls itself, so that the processor time is that of the integration alone.</summary>
internal static class IntegrationVerb
{
    public const string Name = "measure-integration";

    /// <param name="arguments">Repository, input, lanes, a folder for what is written, and what is to be kept there.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var recording = new MergeRecording(arguments[3], Enum.Parse<RecordingMode>(arguments[4]));
        var lanes = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var report = await new IntegrationAlone(arguments[0], arguments[1], lanes, recording).MeasureAsync();
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ReportJson.Default.IntegrationReport));
        return 0;
    }
}
