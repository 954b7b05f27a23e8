using System.Globalization;
using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git cat-file --batch-command</c> that stays open: reads objects without a process for each.</summary>
/// <remarks>
/// States: idle (takes a request), busy (one request at a time, others wait), broken (a request failed or was cancelled; the next
/// one gets a new process, because one branch must not take the session away from the others), closed. Questions are written while answers are read, so their number is not limited by a pipe. May be used from
/// several threads.
/// </remarks>
internal sealed class ObjectReadSession : IAsyncDisposable
{
    private readonly GitContext _context;
    private readonly SemaphoreSlim _turn = new(1);
    private AnswerReader _answers;
    private GitProcess _process;
    private bool _broken;
    private bool _closed;

    public ObjectReadSession(GitContext context)
    {
        _context = context;
        _process = Start();
        _answers = new AnswerReader(_process.Output);
    }

    /// <summary>The objects in the order asked for; nothing stands for one that is missing or cannot be read.</summary>
    public Task<IReadOnlyList<ObjectContent?>> ReadAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync("contents", ids, ReadContentAsync, cancellationToken);

    /// <summary>Types and sizes in the order asked for; nothing stands for an object that is missing or cannot be read.</summary>
    public Task<IReadOnlyList<ObjectHeader?>> ReadHeadersAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken) =>
        AskAsync("info", ids, ReadHeaderAsync, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _process.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<IReadOnlyList<T?>> AskAsync<T>(
        string command, IReadOnlyList<ObjectId> ids, Func<CancellationToken, Task<T?>> answer, CancellationToken cancellationToken)
        where T : class
    {
        if (ids.Count == 0)
        {
            return [];
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            await ReopenIfBrokenAsync();
            await _context.Git.Slots.WaitAsync(cancellationToken);
            try
            {
                return await ExchangeAsync(Questions(command, ids), ids.Count, answer, cancellationToken);
            }
            finally
            {
                _context.Git.Slots.Release();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IReadOnlyList<T?>> ExchangeAsync<T>(
        byte[] questions, int count, Func<CancellationToken, Task<T?>> answer, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var writing = WriteAsync(questions, cancellationToken);
            var result = new T?[count];
            for (var i = 0; i < count; i++)
            {
                result[i] = await answer(cancellationToken);
            }

            await writing;
            return result;
        }
        catch (EndOfStreamException)
        {
            _broken = true;
            throw new GitFailedException("cat-file", await _process.WaitAsync(cancellationToken), await _process.ErrorAsync());
        }
        catch (OperationCanceledException)
        {
            // Answers that nobody read would be taken for those of the next request.
            _broken = true;
            _process.Kill();
            throw;
        }
    }

    private GitProcess Start() => GitProcess.Start(_context, ["cat-file", "--batch-command"]);

    private async Task ReopenIfBrokenAsync()
    {
        if (_broken)
        {
            await _process.DisposeAsync();
            _process = Start();
            _answers = new AnswerReader(_process.Output);
            _broken = false;
        }
    }

    private async Task WriteAsync(byte[] questions, CancellationToken cancellationToken)
    {
        await _process.Input.WriteAsync(questions, cancellationToken);
        await _process.Input.FlushAsync(cancellationToken);
    }

    private async Task<ObjectHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var line = Encoding.ASCII.GetString(await _answers.ReadLineAsync(cancellationToken)).Split(' ');
        return line is [_, var type, var size]
            ? new ObjectHeader(type, long.Parse(size, CultureInfo.InvariantCulture))
            : null;
    }

    private async Task<ObjectContent?> ReadContentAsync(CancellationToken cancellationToken)
    {
        if (await ReadHeaderAsync(cancellationToken) is not { } header)
        {
            return null;
        }

        var content = await _answers.ReadBytesAsync(checked((int)header.Size), cancellationToken);
        await _answers.ReadLineAsync(cancellationToken);
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
