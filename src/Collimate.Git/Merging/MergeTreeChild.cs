using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>A <c>git merge-tree</c> that answers batch after batch and stays open for more.</summary>
/// <remarks>
/// Each batch ends with a <see cref="MergeEndMark"/>: when its answer stands where it should, all before it have come, each in its place, and
/// whatever git had to say against them is in the <see cref="ComplaintFile"/>. After any trouble it has to be disposed.
/// Not for several threads.
/// </remarks>
internal sealed class MergeTreeChild : IAsyncDisposable
{
    private readonly MergeEndMark _mark;
    private readonly ComplaintFile _complaints;
    private readonly GitProcess _process;
    private readonly AnswerReader _answers;
    private bool _hasAnswered;

    private MergeTreeChild(MergeEndMark mark, ComplaintFile complaints, GitProcess process)
    {
        _mark = mark;
        _complaints = complaints;
        _process = process;
        _answers = new AnswerReader(process.Output);
    }

    /// <inheritdoc cref="GitProcess.HasEnded"/>
    public bool HasEnded => _process.HasEnded;

    /// <inheritdoc cref="GitProcess.HoldsTooMuch"/>
    public bool HoldsTooMuch(int answers) => _process.HoldsTooMuch(answers);

    /// <returns>Nothing where there is no place for its complaints; a process that ends needs none.</returns>
    /// <exception cref="GitFailedException">It cannot be started.</exception>
    public static async Task<MergeTreeChild?> StartAsync(SandboxMergeOptions options, MergeEndMark mark, CancellationToken cancellationToken)
    {
        var complaints = ComplaintFile.Reserve(options.Context.RequiredQuarantine);
        try
        {
            if (complaints is null)
            {
                return null; // Where the disk is full, the process that ends says so.
            }

            var context = options.Context with { ComplaintFile = complaints.Path };
            var child = new MergeTreeChild(mark, complaints, await GitProcess.StartAsync(context, options.Command, cancellationToken));
            complaints = null;
            return child;
        }
        finally
        {
            complaints?.Dispose();
        }
    }

    /// <summary>The answers to these pairs; nothing where git has ended, says anything else, or has complained: then none is to be believed.</summary>
    /// <param name="pairs">Few enough that the question fits into a pipe.</param>
    /// <exception cref="OperationCanceledException">They did not come in time.</exception>
    public async Task<IReadOnlyList<MergeResult>?> AskAsync(IReadOnlyList<MergePair> pairs, CancellationToken cancellationToken)
    {
        try
        {
            await _process.Input.WriteAsync(MergeTreeInput.Of([.. pairs, _mark.Question]), cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
            if (_hasAnswered)
            {
                await ExpectAsync(_mark.AnswerRest, cancellationToken);
            }

            var results = new MergeResult[pairs.Count];
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = await MergeTreeOutput.ReadAsync(_answers, pairs[i], cancellationToken);
            }

            await ExpectAsync(_mark.AnswerStart, cancellationToken);
            _hasAnswered = true;
            return _complaints.IsEmpty ? results : null;
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return null; // An EndOfStreamException is an IOException.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _complaints.Dispose();
    }

    private async Task ExpectAsync(byte[] answer, CancellationToken cancellationToken)
    {
        var found = await _answers.ReadBytesAsync(answer.Length, cancellationToken);
        if (!found.AsSpan().SequenceEqual(answer))
        {
            throw new FormatException("the answers of merge-tree do not end where they should");
        }
    }
}
