using System.Globalization;
using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git cat-file --batch-command</c> that stays open: reads objects without a process for each.</summary>
/// <remarks>May be used from several threads.</remarks>
internal sealed class ObjectReadSession(GitContext context) : IAsyncDisposable
{
    private readonly QuestionSession _session = new(context, ["cat-file", "--batch-command"]);

    /// <summary>The objects in the order asked for; nothing stands for one that is missing or cannot be read.</summary>
    /// <exception cref="GitFailedException">Git died over these objects.</exception>
    public Task<IReadOnlyList<ObjectContent?>> ReadAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync("contents", ids, ReadContentAsync, cancellationToken);

    /// <summary>Types and sizes in the order asked for; nothing stands for an object that is missing or cannot be read.</summary>
    /// <exception cref="GitFailedException">Git died over these objects.</exception>
    public Task<IReadOnlyList<ObjectHeader?>> ReadHeadersAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync("info", ids, ReadHeaderAsync, cancellationToken);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<IReadOnlyList<T?>> AskAsync<T>(
        string command,
        IReadOnlyList<ObjectId> ids,
        Func<AnswerReader, CancellationToken, Task<T?>> readOne,
        CancellationToken cancellationToken)
        where T : class
    {
        if (ids.Count == 0)
        {
            return [];
        }

        return await _session.AskAsync(Questions(command, ids), ReadAllAsync, cancellationToken);

        async Task<T?[]> ReadAllAsync(AnswerReader answers, CancellationToken end)
        {
            var result = new T?[ids.Count];
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = await readOne(answers, end);
            }

            return result;
        }
    }

    private static async Task<ObjectHeader?> ReadHeaderAsync(AnswerReader answers, CancellationToken cancellationToken)
    {
        var line = Encoding.ASCII.GetString(await answers.ReadLineAsync(cancellationToken)).Split(' ');
        return line switch
        {
            [_, var type, var size] => new ObjectHeader(type, long.Parse(size, CultureInfo.InvariantCulture)),
            [_, "missing"] => null,
            _ => throw new FormatException($"git cat-file answered '{string.Join(' ', line)}'"),
        };
    }

    private static async Task<ObjectContent?> ReadContentAsync(AnswerReader answers, CancellationToken cancellationToken)
    {
        if (await ReadHeaderAsync(answers, cancellationToken) is not { } header)
        {
            return null;
        }

        if (header.Size is < 0 or > int.MaxValue)
        {
            throw new FormatException($"an object has {header.Size} bytes");
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
