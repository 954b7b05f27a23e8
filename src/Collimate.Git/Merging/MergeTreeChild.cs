using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>A <c>git merge-tree</c> that says each answer when it has it, and stays open for more.</summary>
/// <remarks>
/// Its complaints come in the stream of answers (<see cref="Answers.AtOnce"/>), where they are no record: whatever git says about
/// a merge stands before the answer to it, and makes it unreadable. Only its place says to which question an answer belongs.
/// After any trouble it has to be disposed. Not for several threads.
/// </remarks>
internal sealed class MergeTreeChild : IAsyncDisposable
{
    private readonly GitProcess _process;
    private readonly AnswerReader _answers;

    private MergeTreeChild(GitProcess process)
    {
        _process = process;
        _answers = new AnswerReader(process.Output);
    }

    /// <inheritdoc cref="GitProcess.HoldsTooMuch"/>
    public bool HoldsTooMuch(int answers) => _process.HoldsTooMuch(answers);

    /// <summary>Whether it has said something that nobody asked for, which would be taken for the next answer, or has ended.</summary>
    public bool HasSaidMore() => _answers.HasMore();

    /// <exception cref="GitFailedException">It cannot be started.</exception>
    public static async Task<MergeTreeChild> StartAsync(SandboxMergeOptions options, CancellationToken cancellationToken)
    {
        var context = options.Context with { Answers = Answers.AtOnce };
        return new MergeTreeChild(await GitProcess.StartAsync(context, options.Command, cancellationToken));
    }

    /// <summary>Asks; the answers have to be read meanwhile, in the same order.</summary>
    /// <exception cref="IOException">Git has ended.</exception>
    public async Task AskAsync(IEnumerable<MergePair> pairs, CancellationToken cancellationToken)
    {
        await _process.Input.WriteAsync(MergeTreeInput.Of(pairs), cancellationToken);
        await _process.Input.FlushAsync(cancellationToken);
    }

    /// <summary>The answer to the next pair; nothing where git has ended or says anything else.</summary>
    /// <exception cref="OperationCanceledException">It did not come in time.</exception>
    public async Task<MergeResult?> AnswerAsync(MergePair pair, CancellationToken cancellationToken)
    {
        try
        {
            return await MergeTreeOutput.ReadAsync(_answers, pair, cancellationToken);
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return null; // An EndOfStreamException is an IOException.
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
