using System.Text;
using Collimate.Git.References;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git update-ref --stdin -z</c> that stays open: one small transaction after another.</summary>
/// <remarks>
/// States: idle (between transactions), open (a transaction is under way), closed. Git ends at the first refused
/// transaction, so the session is closed then and the caller opens another one. A transaction counts only when git has
/// answered <c>commit: ok</c>: the exit code is 0 even when it was never committed (git-facts R9). Not for several threads.
/// </remarks>
internal sealed class UpdateRefSession : IAsyncDisposable
{
    // What git's die() ends with; a signal makes more of it.
    private const int LastOwnExit = 128;

    private readonly GitContext _context;
    private readonly GitProcess _process;
    private readonly AnswerReader _answers;

    private UpdateRefSession(GitContext context, GitProcess process)
    {
        _context = context;
        _process = process;
        _answers = new AnswerReader(process.Output);
    }

    public SessionState State { get; private set; } = SessionState.Idle;

    /// <param name="reflogMessage">Goes into an argument, so it names no branch.</param>
    /// <exception cref="GitFailedException">It cannot be started.</exception>
    public static async Task<UpdateRefSession> OpenAsync(GitContext context, string reflogMessage) =>
        new(context, await GitProcess.StartAsync(context, ["update-ref", "-m", reflogMessage, "--stdin", "-z"], CancellationToken.None));

    /// <summary>Applies transactions in their order, each as a whole or not at all, up to the first one that is refused.</summary>
    /// <remarks>
    /// All of them are written before the first answer is read. Once begun it is not cancelled: a half-read answer would leave
    /// the truth unknown. A git that is silent for <see cref="GitContext.StallLimit"/>, because a hook hangs for example, is asked
    /// to end; then the references tell the truth.
    /// </remarks>
    /// <param name="transactions">At least one.</param>
    /// <returns>One result for each that git has dealt with. Only the last one can be other than committed, and then nothing after it was applied.</returns>
    public Task<IReadOnlyList<TransactionResult>> ApplyInOrderAsync(IReadOnlyList<IReadOnlyList<ReferenceChange>> transactions) => InTurnAsync(async () =>
    {
        using var commands = new MemoryStream();
        foreach (var changes in transactions)
        {
            Write(commands, changes);
            commands.Write("prepare\0commit\0"u8);
        }

        var writing = WriteAsync(commands.ToArray());
        var results = new List<TransactionResult>(transactions.Count);
        while (results.Count < transactions.Count && results.LastOrDefault() is null or TransactionResult.Committed)
        {
            results.Add(await ReadAnswersAsync("start: ok", "prepare: ok", "commit: ok") ?? new TransactionResult.Committed());
        }

        await writing;
        return (IReadOnlyList<TransactionResult>)results;
    });

    /// <summary>Applies all changes or none of them.</summary>
    public async Task<TransactionResult> ApplyAsync(IReadOnlyList<ReferenceChange> changes) => (await ApplyInOrderAsync([changes]))[0];

    /// <summary>As the other, but somebody else has the last word while git holds all locks.</summary>
    /// <param name="whenPrepared">Runs git only in the slot that this transaction holds.</param>
    public async Task<TransactionResult> ApplyAsync(IReadOnlyList<ReferenceChange> changes, Func<Task<TransactionVerdict>> whenPrepared) => (await InTurnAsync(async () =>
    {
        using var commands = new MemoryStream();
        Write(commands, changes);
        commands.Write("prepare\0"u8);
        if (await ExchangeAsync(commands.ToArray(), "start: ok", "prepare: ok") is { } refusal)
        {
            return [refusal];
        }

        return await whenPrepared() == TransactionVerdict.Commit
            ? [await ExchangeAsync("commit\0"u8.ToArray(), "commit: ok") ?? new TransactionResult.Committed()]
            : [await ExchangeAsync("abort\0"u8.ToArray(), "abort: ok") ?? new TransactionResult.Aborted()];
    }))[0];

    private async Task<IReadOnlyList<TransactionResult>> InTurnAsync(Func<Task<IReadOnlyList<TransactionResult>>> work)
    {
        if (State != SessionState.Idle)
        {
            throw new InvalidOperationException($"BUG: a transaction was asked of a session that is {State}");
        }

        State = SessionState.Open;
        await _context.Git.Slots.WaitAsync(CancellationToken.None);
        try
        {
            var results = await work();
            State = results[^1] is TransactionResult.Committed or TransactionResult.Aborted ? SessionState.Idle : SessionState.Closed;
            return results;
        }
        finally
        {
            _context.Git.Slots.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (State == SessionState.Idle)
        {
            _process.CloseInput();
            await _process.WaitAsync(CancellationToken.None);
        }

        State = SessionState.Closed;
        await _process.DisposeAsync();
    }

    private async Task<TransactionResult?> ExchangeAsync(byte[] commands, params string[] expected)
    {
        var writing = WriteAsync(commands);
        var result = await ReadAnswersAsync(expected);
        await writing;
        return result;
    }

    /// <summary>A git that ended reads nothing more; what it did before tell its answers.</summary>
    private async Task WriteAsync(byte[] commands)
    {
        try
        {
            await _process.Input.WriteAsync(commands, CancellationToken.None);
            await _process.Input.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The answers end early then, and whoever reads them says so.
        }
    }

    /// <returns>Nothing when git answered as expected.</returns>
    private async Task<TransactionResult?> ReadAnswersAsync(params string[] expected)
    {
        var answering = CompareAnswersAsync(expected);
        try
        {
            return await answering.WaitAsync(_context.StallLimit);
        }
        catch (TimeoutException)
        {
            await _process.TerminateAsync();
            await answering;
            return new TransactionResult.Stalled();
        }
    }

    private async Task<TransactionResult?> CompareAnswersAsync(string[] expectedAnswers)
    {
        try
        {
            foreach (var expected in expectedAnswers)
            {
                var answer = Encoding.UTF8.GetString(await _answers.ReadLineAsync(CancellationToken.None));
                if (answer != expected)
                {
                    await _process.TerminateAsync(); // Killed, it would leave its locks.
                    return new TransactionResult.Refused($"expected '{expected}', found '{answer}'");
                }
            }

            return null;
        }
        catch (FormatException e)
        {
            await _process.TerminateAsync();
            return new TransactionResult.Refused(e.Message);
        }
        catch (IOException)
        {
            // An EndOfStreamException is one.
            var exitCode = await _process.WaitAsync(CancellationToken.None);
            var error = (await _process.ErrorAsync()).Trim();
            return exitCode > LastOwnExit ? new TransactionResult.Died() : new TransactionResult.Refused(error.Length > 0 ? error : "git ended without a word");
        }
    }

    private static void Write(MemoryStream text, IReadOnlyList<ReferenceChange> changes)
    {
        text.Write("start\0"u8);
        foreach (var change in changes)
        {
            Write(text, change);
        }
    }

    private static void Write(MemoryStream text, ReferenceChange change)
    {
        var (command, values) = change switch
        {
            ReferenceChange.Create c => ("create ", new[] { c.New }),
            ReferenceChange.Move m => ("update ", [m.New, m.Expected]),
            ReferenceChange.Delete d => ("delete ", [d.Expected]),
            _ => throw new System.Diagnostics.UnreachableException($"BUG: unknown change {change.GetType().Name}"),
        };
        text.Write(Encoding.ASCII.GetBytes(command));
        text.Write(change.Reference.Full.Bytes);
        text.WriteByte(0);
        foreach (var value in values)
        {
            text.Write(Encoding.ASCII.GetBytes(value.ToString()));
            text.WriteByte(0);
        }
    }
}

internal enum SessionState
{
    Idle,
    Open,
    Closed,
}

/// <summary>What shall become of a prepared transaction.</summary>
internal enum TransactionVerdict
{
    Commit,
    Abort,
}

/// <summary>What git said to one transaction.</summary>
internal abstract record TransactionResult
{
    private protected TransactionResult()
    {
    }

    /// <summary>What stood in the way of a transaction that was not committed. Not escaped.</summary>
    public string Obstacle => this switch
    {
        Refused refused => refused.Reason,
        Died => "git was killed",
        _ => "git was silent for too long; a hook may hang",
    };

    /// <summary>Whether git ended too early to remove its own locks.</summary>
    public bool MayHaveLeftLocks => this is Died or Stalled;

    public sealed record Committed : TransactionResult;

    /// <summary>It was prepared and then given up by the caller; nothing moved.</summary>
    public sealed record Aborted : TransactionResult;

    /// <param name="Reason">Git's own words, or what was unexpected. Not escaped.</param>
    public sealed record Refused(string Reason) : TransactionResult
    {
        /// <summary>Whether a reference-transaction hook said no. The longer words are those of newer git.</summary>
        public bool IsByHook =>
            Reason.Contains("aborted by hook", StringComparison.Ordinal)
            || Reason.Contains("aborted by the reference-transaction hook", StringComparison.Ordinal);
    }

    /// <summary>A signal ended git, so that its locks may still be there; nobody knows yet what became of the transaction.</summary>
    public sealed record Died : TransactionResult;

    /// <summary>Git was silent for too long and was ended; nobody knows yet what became of the transaction.</summary>
    public sealed record Stalled : TransactionResult;
}
