using System.Globalization;
using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git cat-file --batch-command</c> that stays open: reads objects without a process for each.</summary>
/// <remarks>One request at a time, others wait; see <see cref="AnsweringChild"/>. May be used from several threads.</remarks>
internal sealed class ObjectReadSession(GitContext context) : IAsyncDisposable
{
    private readonly AnsweringChild _child = new(context, ["cat-file", "--batch-command"]);

    /// <summary>The objects in the order asked for; nothing stands for one that is missing or cannot be read.</summary>
    /// <exception cref="OutputTooLargeException">One of them does not fit into an array.</exception>
    public Task<IReadOnlyList<ObjectContent?>> ReadAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync("contents", ids, ReadContentAsync, cancellationToken);

    /// <summary>Types and sizes in the order asked for; nothing stands for an object that is missing or cannot be read.</summary>
    public Task<IReadOnlyList<ObjectHeader?>> ReadHeadersAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync("info", ids, ReadHeaderAsync, cancellationToken);

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private async Task<IReadOnlyList<T?>> AskAsync<T>(
        string command, IReadOnlyList<ObjectId> ids, Func<ObjectId, AnswerReader, CancellationToken, Task<T?>> read, CancellationToken cancellationToken)
        where T : class =>
        ids.Count == 0
            ? []
            : await _child.AskAsync(Questions(command, ids), (answers, token) => ReadAllAsync(ids, answers, read, token), cancellationToken);

    private static async Task<T?[]> ReadAllAsync<T>(
        IReadOnlyList<ObjectId> ids, AnswerReader answers, Func<ObjectId, AnswerReader, CancellationToken, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        var result = new T?[ids.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = await read(ids[i], answers, cancellationToken);
        }

        return result;
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
            questions.Append(command).Append(' ').Append(id.ToString()).Append('\n');
        }

        return Encoding.ASCII.GetBytes(questions.ToString());
    }
}

/// <param name="Type"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
/// <param name="Size">In bytes.</param>
internal sealed record ObjectHeader(string Type, long Size);

/// <param name="Type"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
internal sealed record ObjectContent(string Type, byte[] Bytes);
