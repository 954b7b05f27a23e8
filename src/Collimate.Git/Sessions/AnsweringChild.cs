namespace Collimate.Git.Sessions;

/// <summary>The git child of a session that answers one request at a time.</summary>
/// <remarks>
/// States: idle (takes a request), busy (others wait for their turn), closed (after disposal). A request that fails or is
/// cancelled costs its child, because the rest of the answer would be taken for the next one; the next request gets a
/// fresh child, so that the trouble of one branch stays its own. So does one that holds too much: git keeps what it has
/// read until it ends. Questions are written while answers are read, so their
/// number is not limited by a pipe. May be used from several threads.
/// </remarks>
internal sealed class AnsweringChild(GitContext context, IReadOnlyList<string> arguments) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private GitProcess? _process;
    private AnswerReader? _answers;
    private bool _closed;

    /// <param name="read">Reads the whole answer to this question and nothing beyond it.</param>
    /// <exception cref="GitFailedException">The child ended before it had answered, or answered something else.</exception>
    public async Task<T> AskAsync<T>(
        ReadOnlyMemory<byte> question, Func<AnswerReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await WorkClock.WaitAsync(_turn, cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            await WorkClock.WaitAsync(context.Git.Slots, cancellationToken);
            try
            {
                return await ExchangeAsync(question, read, cancellationToken);
            }
            finally
            {
                context.Git.Slots.Release();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;

        // Whoever is in the middle of a request learns that its child has died, and whoever waits finds the door closed.
        _process?.Kill();
        await _turn.WaitAsync();
        await EndChildAsync();
        _turn.Dispose();
    }

    private async Task<T> ExchangeAsync<T>(
        ReadOnlyMemory<byte> question, Func<AnswerReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        if (_process is { HasEnded: true })
        {
            await EndChildAsync(); // Whoever killed it while nobody asked anything has not spoiled an answer.
        }

        _process ??= await GitProcess.StartAsync(context, arguments, cancellationToken);
        _answers ??= new AnswerReader(_process.Output);
        using var stalled = new CancellationTokenSource(context.StallLimit);
        await using var kill = _process.KillOn(stalled.Token); // The answer ends, and that is read as a failure.
        var isAnswered = false;
        try
        {
            var writing = WriteAsync(_process.Input, question, cancellationToken);
            var answer = await read(_answers, cancellationToken);
            await writing;
            isAnswered = true;
            return answer;
        }
        catch (EndOfStreamException)
        {
            throw new GitFailedException(arguments[0], await _process.WaitAsync(cancellationToken), await _process.ErrorAsync());
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            _process.Kill();
            var exitCode = await _process.WaitAsync(cancellationToken);
            var error = await _process.ErrorAsync();
            throw new GitFailedException(arguments[0], exitCode, error.Length == 0 ? e.Message : error);
        }
        finally
        {
            if (!isAnswered || _process.HoldsTooMuch(answers: 1))
            {
                await EndChildAsync();
            }
        }
    }

    private async Task EndChildAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            _answers = null;
            await process.DisposeAsync();
        }
    }

    private static async Task WriteAsync(Stream input, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        await input.WriteAsync(question, cancellationToken);
        await input.FlushAsync(cancellationToken);
    }
}
