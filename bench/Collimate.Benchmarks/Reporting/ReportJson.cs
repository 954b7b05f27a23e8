using System.Text.Json;
using System.Text.Json.Serialization;
using Collimate.Benchmarks.Measuring;

namespace Collimate.Benchmarks.Reporting;

/// <summary>What is written for programs; known when it is compiled, because the benchmark is compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BenchmarkReport))]
[JsonSerializable(typeof(IntegrationReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static async Task WriteAsync(BenchmarkReport report, string file)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, report, Default.BenchmarkReport);
    }
}
