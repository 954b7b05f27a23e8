using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Collimate.TestKit;

/// <summary>The journal of a run as it stands on the disk.</summary>
public static class JournalFile
{
    private const int ChecksumDigits = 16;

    /// <exception cref="InvalidDataException">A line is torn or has a wrong checksum.</exception>
    public static IReadOnlyList<JournalLine> Read(string runFolder) =>
        [.. File.ReadAllLines(Path.Combine(runFolder, "journal.jsonl")).Select(Parse)];

    private static JournalLine Parse(string line)
    {
        var json = line[(ChecksumDigits + 1)..];
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..ChecksumDigits];
        return line.StartsWith(checksum + " ", StringComparison.Ordinal)
            ? new JournalLine(JsonDocument.Parse(json).RootElement)
            : throw new InvalidDataException($"a journal line has a wrong checksum: {line}");
    }
}

/// <summary>One entry of a journal.</summary>
public sealed record JournalLine(JsonElement Json)
{
    public string Kind => Text("kind");

    public string Text(string key) => Json.GetProperty(key).GetString()!;
}
