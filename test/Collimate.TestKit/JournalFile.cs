using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Collimate.TestKit;

/// <summary>The journal of a run as it stands on the disk.</summary>
public static class JournalFile
{
    private const int ChecksumDigits = 16;

    /// <exception cref="InvalidDataException">A line is torn or has a wrong checksum.</exception>
    public static IReadOnlyList<JournalEntry> Read(string runFolder)
    {
        var entries = new List<JournalEntry>();
        var previous = new string('0', ChecksumDigits);
        foreach (var line in File.ReadLines(Path.Combine(runFolder, "journal.jsonl")))
        {
            var json = line[(ChecksumDigits + 1)..];
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previous + json)))[..ChecksumDigits];
            entries.Add(line.StartsWith(previous + " ", StringComparison.Ordinal)
                ? new JournalEntry(JsonDocument.Parse(json).RootElement)
                : throw new InvalidDataException($"a journal line has a wrong checksum: {line}"));
        }

        return entries;
    }
}

/// <summary>One entry of a journal.</summary>
public sealed record JournalEntry(JsonElement Json)
{
    public string Kind => Text("kind");

    public string Text(string key) => Json.GetProperty(key).GetString()!;
}
