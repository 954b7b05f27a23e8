using System.Text;
using System.Text.Json;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Categorizing;

/// <summary>Why a text is no JSON, in words that do not depend on the messages of the reader.</summary>
internal sealed record JsonSyntaxMistake(int Offset, string Found, string Expected)
{
    private const int FirstPrintable = 0x20;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    /// <param name="utf8">The whole text.</param>
    /// <param name="exception">What the reader says; only its position is used.</param>
    /// <param name="expected">What should stand there, unless the mistake itself tells more.</param>
    public static JsonSyntaxMistake Diagnose(ReadOnlySpan<byte> utf8, JsonException exception, string expected)
    {
        var offset = OffsetOf(utf8, exception);
        var rest = utf8[offset..];

        // The reader points at a comma after which the file ends, not at the end.
        if (rest.Trim(WhiteSpace) is [] or [(byte)','])
        {
            return new JsonSyntaxMistake(offset, "the end of the file", "the rest of the JSON");
        }

        var before = utf8[..offset].TrimEnd(WhiteSpace);
        return rest[0] switch
        {
            (byte)'/' => new JsonSyntaxMistake(offset, "a comment", "JSON, which has no comments"),
            (byte)'}' or (byte)']' when before.EndsWith(","u8) =>
                new JsonSyntaxMistake(offset, $"'{(char)rest[0]}' after a comma", "no comma after the last entry"),
            < FirstPrintable => new JsonSyntaxMistake(offset, DescribeCharacter(rest), "an escape: JSON has no raw control characters"),
            _ => new JsonSyntaxMistake(offset, DescribeCharacter(rest), expected),
        };
    }

    private static int OffsetOf(ReadOnlySpan<byte> utf8, JsonException exception)
    {
        var offset = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
        {
            offset += utf8[offset..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(utf8.Length, offset + (exception.BytePositionInLine ?? 0));
    }

    private static string DescribeCharacter(ReadOnlySpan<byte> rest)
    {
        Rune.DecodeFromUtf8(rest, out var rune, out _);
        return DisplayText.Quote(rune.ToString());
    }
}
