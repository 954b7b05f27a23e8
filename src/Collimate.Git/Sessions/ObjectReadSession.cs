using System.Globalization;
using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git cat-file --batch-command</c> that stays open: reads objects without a process for each.</summary>
/// <remarks>
/// Questions end with NUL, because a path may contain a line break. Answers are buffered until all that were asked together are there:
/// git would otherwise write each in three pieces. See <see cref="AnsweringChild"/>.
/// May be used from several threads.
/// </remarks>
internal sealed class ObjectReadSession(GitContext context) : IAsyncDisposable
{
    private readonly AnsweringChild _child = new(context, ["cat-file", "--batch-command", "--buffer", "-z"]) { End = "flush\0"u8.ToArray() };

    /// <summary>The objects in the order asked for; nothing stands for one that is missing or cannot be read.</summary>
    /// <exception cref="OutputTooLargeException">One of them does not fit into an array.</exception>
    public Task<IReadOnlyList<ObjectContent?>> ReadAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync(Questions("contents", ids), ids, ReadContentAsync, cancellationToken);

    /// <summary>Types and sizes in the order asked for; nothing stands for an object that is missing or cannot be read.</summary>
    public Task<IReadOnlyList<ObjectHeader?>> ReadHeadersAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync(Questions("info", ids), ids, ReadHeaderAsync, cancellationToken);

    /// <summary>What stands at these paths of a commit, in the order asked for; nothing where there is no file.</summary>
    public Task<IReadOnlyList<FoundFile?>> FindFilesAsync(ObjectId commit, IReadOnlyList<ByteText> paths, CancellationToken cancellationToken)
    {
        using var questions = new MemoryStream();
        foreach (var path in paths)
        {
            questions.Write(Encoding.ASCII.GetBytes($"info {commit}:"));
            questions.Write(path.Bytes);
            questions.WriteByte(0);
        }

        return AskAsync(questions.ToArray(), paths, (path, answers, token) => ReadFoundAsync(commit, path, answers, token), cancellationToken);
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private async Task<IReadOnlyList<TAnswer?>> AskAsync<TAsked, TAnswer>(
        byte[] questions,
        IReadOnlyList<TAsked> asked,
        Func<TAsked, AnswerReader, CancellationToken, Task<TAnswer?>> read,
        CancellationToken cancellationToken)
        where TAnswer : class =>
        asked.Count == 0
            ? []
            : await _child.AskAsync(questions, (answers, token) => ReadAllAsync(asked, answers, read, token), cancellationToken);

    private static async Task<TAnswer?[]> ReadAllAsync<TAsked, TAnswer>(
        IReadOnlyList<TAsked> asked,
        AnswerReader answers,
        Func<TAsked, AnswerReader, CancellationToken, Task<TAnswer?>> read,
        CancellationToken cancellationToken)
        where TAnswer : class
    {
        var result = new TAnswer?[asked.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = await read(asked[i], answers, cancellationToken);
        }

        return result;
    }

    /// <remarks>Git repeats a question that leads nowhere, and a path may look like the beginning of another answer: it is read by its length.</remarks>
    private static async Task<FoundFile?> ReadFoundAsync(ObjectId commit, ByteText path, AnswerReader answers, CancellationToken cancellationToken)
    {
        var start = Encoding.ASCII.GetString(await answers.ReadBytesAsync(commit.HexLength + 1, cancellationToken));
        if (start == $"{commit}:")
        {
            byte[] expected = [.. path.Bytes, .. " missing\n"u8];
            var rest = await answers.ReadBytesAsync(expected.Length, cancellationToken);
            return rest.AsSpan().SequenceEqual(expected)
                ? null
                : throw new FormatException($"expected an answer about {commit}:{path}, found '{start}{Encoding.UTF8.GetString(rest)}'");
        }

        var facts = start + Encoding.UTF8.GetString(await answers.ReadLineAsync(cancellationToken));
        return facts.Split(' ') switch
        {
            [var id, "blob", var size] => new FoundFile(ObjectId.Parse(id), long.Parse(size, CultureInfo.InvariantCulture)),
            [_, _, _] => null,
            _ => throw new FormatException($"expected an answer about {commit}:{path}, found '{facts}'"),
        };
    }

    private static async Task<ObjectHeader?> ReadHeaderAsync(ObjectId id, AnswerReader answers, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetString(await answers.ReadLineAsync(cancellationToken));
        return line.Split(' ') switch
        {
            [var name, "missing"] when name == id.ToString() => null,
            [var name, var type, var size] when name == id.ToString() => new ObjectHeader(type, long.Parse(size, CultureInfo.InvariantCulture)),
            _ => throw new FormatException($"expected an answer about {id}, found '{line}'"),
        };
    }

    private static async Task<ObjectContent?> ReadContentAsync(ObjectId id, AnswerReader answers, CancellationToken cancellationToken)
    {
        if (await ReadHeaderAsync(id, answers, cancellationToken) is not { } header)
        {
            return null;
        }

        if (header.Size > Array.MaxLength)
        {
            throw new OutputTooLargeException("cat-file", Array.MaxLength);
        }

        var content = await answers.ReadBytesAsync((int)header.Size, cancellationToken);
        await answers.ReadLineAsync(cancellationToken);
        return new ObjectContent(header.Type, content);
    }

    private static byte[] Questions(string command, IReadOnlyList<ObjectId> ids)
    {
        var questions = new StringBuilder(ids.Count * (command.Length + 66));
        foreach (var id in ids)
        {
            questions.Append(command).Append(' ').Append(id.ToString()).Append('\0');
        }

        return Encoding.ASCII.GetBytes(questions.ToString());
    }
}

/// <param name="Type"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
/// <param name="Size">In bytes.</param>
internal sealed record ObjectHeader(string Type, long Size);

/// <param name="Size">In bytes.</param>
internal sealed record FoundFile(ObjectId Id, long Size);

/// <param name="Type"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
internal sealed record ObjectContent(string Type, byte[] Bytes);
