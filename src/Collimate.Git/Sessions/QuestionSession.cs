namespace Collimate.Git.Sessions;

/// <summary>A git child that stays open and answers one question after another.</summary>
/// <remarks>
/// States: idle, busy (one exchange at a time, others wait), closed (disposed). An exchange that has begun is read to its end
/// even when its caller has left: a half-read answer would be taken for the next one, and the other branches share this
/// child. A child that dies or is silent for <see cref="StallLimit"/> fails the question it had, and the next question
/// starts another one. May be used from several threads.
/// </remarks>
internal sealed class QuestionSession(GitContext context, IReadOnlyList<string> arguments) : IAsyncDisposable
{
    /// <summary>No single question takes git this long, unless it hangs.</summary>
    public static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(120);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closed = new();
    private GitProcess? _process;
    private AnswerReader? _answers;

    /// <param name="question">Written while the answer is read, so neither is limited by the size of a pipe.</param>
    /// <param name="read">Reads exactly the answer.</param>
    /// <exception cref="GitFailedException">The child died or was silent for too long.</exception>
    public async Task<T> AskAsync<T>(byte[] question, Func<AnswerReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var exchange = ExchangeInTurnAsync(question, read);
        return await exchange.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _turn.WaitAsync();
        await StopAsync();
        _turn.Dispose();
        _closed.Dispose();
    }

    private async Task<T> ExchangeInTurnAsync<T>(byte[] question, Func<AnswerReader, CancellationToken, Task<T>> read)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            await context.Git.Slots.WaitAsync(_closed.Token);
            try
            {
                return await ExchangeAsync(question, read);
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

    private async Task<T> ExchangeAsync<T>(byte[] question, Func<AnswerReader, CancellationToken, Task<T>> read)
    {
        _process ??= GitProcess.Start(context, arguments);
        _answers ??= new AnswerReader(_process.Output);
        using var stalled = new CancellationTokenSource(StallLimit);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, _closed.Token);
        try
        {
            var writing = WriteAsync(_process.Input, question, end.Token);
            var result = await read(_answers, end.Token);
            await writing;
            return result;
        }
        catch (Exception e) when (e is IOException or FormatException or OperationCanceledException)
        {
            var failure = await DescribeFailureAsync(_process, e);
            await StopAsync();
            throw failure;
        }
    }

    private async Task<GitFailedException> DescribeFailureAsync(GitProcess process, Exception cause)
    {
        if (cause is not EndOfStreamException)
        {
            process.Kill();
        }

        var exitCode = await process.WaitAsync(CancellationToken.None);
        var error = await process.ErrorAsync();
        return new GitFailedException(arguments[0], exitCode, error.Length > 0 ? error : cause.Message);
    }

    private async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
            _answers = null;
        }
    }

    private static async Task WriteAsync(Stream input, byte[] question, CancellationToken cancellationToken)
    {
        await input.WriteAsync(question, cancellationToken);
        await input.FlushAsync(cancellationToken);
    }
}
