using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>A commit as it stands in the repository, read without the code that is tested.</summary>
internal sealed record RawCommit(string Tree, IReadOnlyList<string> Parents, string Author, string Message)
{
    public static RawCommit Parse(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("\n\n"u8);
        var headers = Encoding.Latin1.GetString(content[..end]).Split('\n');
        var encoding = Header(headers, "encoding");
        return new RawCommit(
            Header(headers, "tree")!,
            [.. headers.Where(line => line.StartsWith("parent ", StringComparison.Ordinal)).Select(line => line["parent ".Length..])],
            Decode(Encoding.Latin1.GetBytes(Header(headers, "author")!), encoding),
            JsonSerializer.Serialize(WithoutLeadingBlankLines(Decode(content[(end + 2)..], encoding))));
    }

    private static string? Header(string[] headers, string name) =>
        headers.FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <remarks>Git rebase drops them (commit.c, skip_blank_lines); we leave every byte of a message as it is.</remarks>
    private static string WithoutLeadingBlankLines(string message)
    {
        var start = 0;
        while (message.IndexOf('\n', start) is var end and >= 0 && string.IsNullOrWhiteSpace(message[start..end]))
        {
            start = end + 1;
        }

        return string.IsNullOrWhiteSpace(message[start..]) ? "" : message[start..];
    }

    /// <remarks>
    /// Another intended difference in texts: git rebase stores what is not UTF-8 as UTF-8, and believes that a byte
    /// which cannot be UTF-8 is Latin-1 (commit.c, verify_utf8); we leave every byte as it is. So both are decoded like that.
    /// </remarks>
    private static string Decode(ReadOnlySpan<byte> bytes, string? encoding)
    {
        if (encoding is "ISO-8859-1")
        {
            return Encoding.Latin1.GetString(bytes);
        }

        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                text.Append((char)bytes[0]);
                length = 1;
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }
}
