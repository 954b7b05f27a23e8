using System.Text.Json;

namespace Collimate.Crash.Tests.Checking;

/// <summary>What the reports of runs say about visible backups that could not be made: a courtesy that may be missing, if that is said.</summary>
internal static class SkippedBackups
{
    /// <param name="reference">The full name of a branch.</param>
    public static bool Say(IEnumerable<string> runFolders, string reference) => runFolders
        .Select(folder => Path.Combine(folder, "report.json"))
        .Where(File.Exists)
        .Any(report => Says(report, reference["refs/heads/".Length..]));

    private static bool Says(string report, string branch)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(report));
            return Says(json.RootElement, branch);
        }
        catch (JsonException)
        {
            return false; // A kill has torn it.
        }
    }

    private static bool Says(JsonElement element, string branch) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(item => Says(item, branch)),
        JsonValueKind.Object => (element.TryGetProperty("branch", out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals(branch) && element.TryGetProperty("visible_backup_skipped", out _))
            || element.EnumerateObject().Any(property => Says(property.Value, branch)),
        _ => false,
    };
}
