using System.Collections.Concurrent;

namespace Collimate.Git.Sessions;

/// <summary>The git child of a session that answers requests in turn.</summary>
/// <remarks>
/// States: idle (takes a request), busy (others wait for their turn), closed (after disposal). Whoever has his turn takes the requests of
/// some of those who wait along: hundreds of small ones would otherwise wake git and us up for each. A request that fails or is
/// cancelled costs its child, because the rest of the answer would be taken for the next one; the next request gets a
/// fresh child, and those that were taken along are asked alone, so that the trouble of one branch stays its own. A child that holds
/// too much is replaced as well: git keeps what it has read until it ends. Questions are written while answers are read, so their
/// number is not limited by a pipe. May be used from several threads.
/// </remarks>
internal sealed class AnsweringChild(GitContext context, IReadOnlyList<string> arguments) : IAsyncDisposable
{
    // Enough that waking up costs little.
    private const int MostTogether = 32;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentQueue<Request> _waiting = new();
    private GitProcess? _process;
    private AnswerReader? _answers;
    private bool _closed;

    /// <summary>Written after the questions that are asked together: makes git say what it may have collected.</summary>
    public ReadOnlyMemory<byte> End { get; init; }

    /// <param name="read">Reads the whole answer to this question and nothing beyond it.</param>
    /// <exception cref="GitFailedException">The child ended before it had answered, or answered something else.</exception>
    public async Task<T> AskAsync<T>(
        ReadOnlyMemory<byte> question, Func<AnswerReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var mine = new Request<T>(question, read, cancellationToken);
        _waiting.Enqueue(mine);
        await WorkClock.WaitAsync(_turn, cancellationToken);
        try
        {
            if (mine.State != RequestState.Answered)
            {
                await AskInTurnAsync(mine, cancellationToken);
            }

            return mine.Answer;
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

    private async Task AskInTurnAsync(Request mine, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await WorkClock.WaitAsync(context.Git.Slots, cancellationToken);
        try
        {
            var together = TakeAlong(mine);
            if (together.Count > 1)
            {
                await AskTogetherAsync(together, cancellationToken);
            }

            if (mine.State != RequestState.Answered)
            {
                await ExchangeAsync([mine], context.StallLimit, cancellationToken);
            }
        }
        finally
        {
            context.Git.Slots.Release();
        }
    }

    /// <summary>Nobody is charged for it, because nobody asked for all of it.</summary>
    private async Task AskTogetherAsync(List<Request> together, CancellationToken cancellationToken)
    {
        using var pause = WorkClock.PauseCurrent();
        try
        {
            await ExchangeAsync(together, context.TogetherLimit, cancellationToken);
        }
        catch (Exception e) when (e is GitFailedException and not GitNotStartedException or OutputTooLargeException && !_closed)
        {
            // Whose fault it was shows when each is asked alone.
            foreach (var request in together.Where(request => request.State != RequestState.Answered))
            {
                request.State = RequestState.AskAlone;
            }
        }
    }

    private List<Request> TakeAlong(Request mine)
    {
        var together = new List<Request> { mine };
        while (mine.State == RequestState.New && together.Count < MostTogether && _waiting.TryDequeue(out var other))
        {
            if (other != mine && other is { State: RequestState.New, IsWanted: true })
            {
                together.Add(other);
            }
        }

        return together;
    }

    private async Task ExchangeAsync(List<Request> requests, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_process is { HasEnded: true })
        {
            await EndChildAsync(); // Whoever killed it while nobody asked anything has not spoiled an answer.
        }

        _process ??= await GitProcess.StartAsync(context, arguments, cancellationToken);
        _answers ??= new AnswerReader(_process.Output);
        using var stalled = new CancellationTokenSource(limit);
        await using var kill = _process.KillOn(stalled.Token); // The answer ends, and that is read as a failure.
        var isAnswered = false;
        try
        {
            var writing = WriteAsync(_process.Input, requests, cancellationToken);
            foreach (var request in requests)
            {
                await request.ReadAsync(_answers, cancellationToken);
            }

            await writing;
            isAnswered = true;
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
            if (!isAnswered || _process.HoldsTooMuch(requests.Count))
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

    private async Task WriteAsync(Stream input, List<Request> requests, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> question = requests is [var only] && End.IsEmpty
            ? only.Question
            : (byte[])[.. requests.SelectMany(request => request.Question.ToArray()), .. End.Span];
        await input.WriteAsync(question, cancellationToken);
        await input.FlushAsync(cancellationToken);
    }

    private abstract class Request(ReadOnlyMemory<byte> question, CancellationToken unwanted)
    {
        public ReadOnlyMemory<byte> Question => question;

        /// <summary>Written only by whoever has his turn.</summary>
        public RequestState State { get; set; }

        public bool IsWanted => !unwanted.IsCancellationRequested;

        public abstract Task ReadAsync(AnswerReader answers, CancellationToken cancellationToken);
    }

    private sealed class Request<T>(ReadOnlyMemory<byte> question, Func<AnswerReader, CancellationToken, Task<T>> read, CancellationToken unwanted)
        : Request(question, unwanted)
    {
        private T? _answer;

        public T Answer => _answer!;

        public override async Task ReadAsync(AnswerReader answers, CancellationToken cancellationToken)
        {
            _answer = await read(answers, cancellationToken);
            State = RequestState.Answered;
        }
    }

    private enum RequestState
    {
        New,

        /// <summary>It was asked together with others, and somebody's answer did not come.</summary>
        AskAlone,

        Answered,
    }
}
