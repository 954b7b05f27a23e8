using System.Text.Json;

namespace Collimate.Crash.Tests.Running;

/// <summary>What a journal announces and does not conclude. A torn last line is nothing.</summary>
internal static class OpenIntents
{
    private const int ChecksumDigits = 16;
    private const string Journal = "journal.jsonl";
    private const string Intended = "publish_intended";

    public static bool Announces(string runFolder) =>
        Path.Combine(runFolder, Journal) is var path && File.Exists(path) && File.ReadAllText(path).Contains(Intended, StringComparison.Ordinal);

    /// <summary>Branches whose move was announced, and nothing was said about it afterwards.</summary>
    public static IReadOnlyCollection<string> Of(string runFolder)
    {
        var path = Path.Combine(runFolder, Journal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return open;
        }

        var text = File.ReadAllText(path);
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line[(ChecksumDigits + 1)..]);
            switch (json.RootElement.GetProperty("kind").GetString())
            {
                case Intended:
                    open.Add(json.RootElement.GetProperty("branch").GetString()!);
                    break;
                case "published" or "not_published":
                    open.Remove(json.RootElement.GetProperty("branch").GetString()!);
                    break;
            }
        }

        return open;
    }
}
