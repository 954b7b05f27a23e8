using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Collimate.Engine.Journaling;

/// <summary>One line of a journal: a checksum, a blank and a JSON object.</summary>
/// <remarks>The checksum is over that of the line before and the object, so that no line can be changed, removed or put elsewhere unnoticed.</remarks>
internal sealed record JournalLine(string Kind, JsonElement Facts)
{
    private const int ChecksumBytes = 8;
    private const int ChecksumDigits = 2 * ChecksumBytes;

    /// <summary>Stands for the line before the first one.</summary>
    public const string NoChecksum = "0000000000000000";

    /// <exception cref="FormatException">The line has no such text.</exception>
    public string Text(string name) => Facts.TryGetProperty(name, out var value) && value.GetString() is { } text
        ? text
        : throw new FormatException($"a line '{Kind}' has no '{name}'");

    /// <returns>Nothing where the line has no such text.</returns>
    public string? OptionalText(string name) => Facts.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <returns>Empty where the line has no such list.</returns>
    /// <exception cref="FormatException">It is no list of texts.</exception>
    public IReadOnlyList<string> Texts(string name) => Facts.TryGetProperty(name, out var values)
        ? [.. values.EnumerateArray().Select(value => value.GetString() ?? throw new FormatException($"a line '{Kind}' has something else than texts in '{name}'"))]
        : [];

    /// <summary>A whole line, and its checksum.</summary>
    /// <param name="previous">The checksum of the line before.</param>
    public static (byte[] Line, string Checksum) Write(string previous, ReadOnlySpan<byte> json)
    {
        var checksum = ChecksumOf(previous, json);
        return ([.. Encoding.ASCII.GetBytes(checksum), (byte)' ', .. json, (byte)'\n'], checksum);
    }

    /// <summary>Reads a line that has to follow another one.</summary>
    /// <param name="line">Without its line break.</param>
    /// <param name="previous">The checksum of the line before; that of this line when it is whole.</param>
    /// <returns>Nothing when the line is not what was written.</returns>
    /// <exception cref="FormatException">It is what was written, and no line of a journal.</exception>
    public static JournalLine? Read(ReadOnlySpan<byte> line, ref string previous)
    {
        if (line.Length <= ChecksumDigits + 1)
        {
            return null;
        }

        var json = line[(ChecksumDigits + 1)..];
        var checksum = ChecksumOf(previous, json);
        if (!line.StartsWith(Encoding.ASCII.GetBytes(checksum + " ")))
        {
            return null;
        }

        previous = checksum;
        return Parse(json.ToArray());
    }

    private static JournalLine Parse(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var facts = document.RootElement.Clone();
            return new JournalLine(facts.GetProperty("kind").GetString() ?? throw new FormatException("a line of no kind"), facts);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static string ChecksumOf(string previous, ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(previous), .. json]).AsSpan(0, ChecksumBytes));
}
