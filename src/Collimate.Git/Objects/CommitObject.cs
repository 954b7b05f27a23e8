
namespace Collimate.Git.Objects;

/// <summary>A commit, read and written byte for byte (gitformat: <c>Documentation/technical/signature-format</c>, <c>commit.c</c>).</summary>
internal sealed record CommitObject
{
    public required ObjectId Tree { get; init; }

    public required IReadOnlyList<ObjectId> Parents { get; init; }

    public required ByteText Author { get; init; }

    public required Signature Committer { get; init; }

    /// <summary>The value of the <c>encoding</c> header, or nothing: the message is UTF-8.</summary>
    public ByteText? Encoding { get; init; }

    public bool IsSigned { get; init; }

    public required ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The first line of the message for people; decoded, not escaped.</summary>
    public string Subject
    {
        get
        {
            var text = Message.Span.TrimStart("\n"u8);
            var end = text.IndexOf((byte)'\n');
            return new ByteText(end < 0 ? text : text[..end]).ToString();
        }
    }

    /// <exception cref="MalformedObjectException">A header that every commit has is missing or unreadable.</exception>
    public static CommitObject Parse(ReadOnlyMemory<byte> content)
    {
        var headers = new CommitHeaders();
        var position = 0;
        while (position < content.Length && content.Span[position] != (byte)'\n')
        {
            var end = content.Span[position..].IndexOf((byte)'\n');
            var line = end < 0 ? content.Span[position..] : content.Span.Slice(position, end);
            headers.Read(line);
            position += line.Length + 1;
        }

        var message = position + 1 <= content.Length ? content[(position + 1)..] : ReadOnlyMemory<byte>.Empty;
        return headers.ToCommit(message);
    }

    /// <summary>The content of this commit as git stores it.</summary>
    public byte[] ToBytes()
    {
        using var content = new MemoryStream();
        WriteId(content, "tree "u8, Tree);
        foreach (var parent in Parents)
        {
            WriteId(content, "parent "u8, parent);
        }

        content.Write("author "u8);
        content.Write(Author.Bytes);
        content.Write("\ncommitter "u8);
        Committer.WriteTo(content);
        content.WriteByte((byte)'\n');
        if (Encoding is { } encoding)
        {
            content.Write("encoding "u8);
            content.Write(encoding.Bytes);
            content.WriteByte((byte)'\n');
        }

        content.WriteByte((byte)'\n');
        content.Write(Message.Span);
        return content.ToArray();
    }

    private static void WriteId(MemoryStream content, ReadOnlySpan<byte> header, ObjectId id)
    {
        Span<byte> hex = stackalloc byte[64];
        content.Write(header);
        content.Write(hex[..id.WriteHex(hex)]);
        content.WriteByte((byte)'\n');
    }

    /// <summary>Collects header lines; continuation lines (a leading space) belong to a header that is not kept.</summary>
    private sealed class CommitHeaders
    {
        private readonly List<ObjectId> _parents = [];
        private ObjectId? _tree;
        private ByteText? _author;
        private Signature? _committer;
        private ByteText? _encoding;
        private bool _signed;

        public void Read(ReadOnlySpan<byte> line)
        {
            var space = line.IndexOf((byte)' ');
            var name = space < 0 ? line : line[..space];
            var value = space < 0 ? [] : line[(space + 1)..];
            switch (System.Text.Encoding.Latin1.GetString(name))
            {
                case "tree":
                    _tree = ParseId(value);
                    break;
                case "parent":
                    _parents.Add(ParseId(value));
                    break;
                case "author":
                    Signature.Parse(value);
                    _author = new ByteText(value);
                    break;
                case "committer":
                    _committer = Signature.Parse(value);
                    break;
                case "encoding":
                    _encoding = new ByteText(value);
                    break;
                case "gpgsig" or "gpgsig-sha256":
                    _signed = true;
                    break;
                default:
                    // mergetag, continuation lines, headers of other tools: git rebase does not carry them over either.
                    break;
            }
        }

        public CommitObject ToCommit(ReadOnlyMemory<byte> message) => new()
        {
            Tree = _tree ?? throw new MalformedObjectException("a commit has no tree"),
            Parents = _parents,
            Author = _author ?? throw new MalformedObjectException("a commit has no author"),
            Committer = _committer ?? throw new MalformedObjectException("a commit has no committer"),
            Encoding = _encoding,
            IsSigned = _signed,
            Message = message,
        };

        private static ObjectId ParseId(ReadOnlySpan<byte> hex) =>
            ObjectId.TryParse(hex, out var id)
                ? id
                : throw new MalformedObjectException("a commit names an object by something that is not an object id");
    }
}
