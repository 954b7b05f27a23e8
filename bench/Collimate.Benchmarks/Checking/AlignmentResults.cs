using System.Text.Json;

namespace Collimate.Benchmarks.Checking;

/// <summary>What <c>results.json</c> says about each branch: its status and codes, or the status alone.</summary>
internal static class AlignmentResults
{
    public const string Completed = "completed";

    /// <summary>Git could not merge, which is no conflict: in a partial clone content may be missing.</summary>
    public const string FailedMerge = "failed_integration merge_failed";

    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(string file)
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        return json.RootElement.GetProperty("orchestration_results").EnumerateObject()
            .SelectMany(group => group.Value.GetProperty("branches").EnumerateArray())
            .ToDictionary(branch => branch.GetProperty("branch_name").GetString()!, Describe, StringComparer.Ordinal);
    }

    private static string Describe(JsonElement branch)
    {
        var status = branch.GetProperty("status").GetString()!;
        return status == Completed
            ? status
            : string.Join(' ', [status, .. branch.GetProperty("errors_detected").EnumerateArray().Select(code => code.GetString()!)]);
    }
}
