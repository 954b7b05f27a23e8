using System.Threading.Channels;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges commits for many branches at once with few git processes.</summary>
/// <remarks>
/// The requests of all branches in flight wait in one queue. Each lane takes its fair share of them, at most
/// <see cref="MaxBatch"/>, and merges them one sandbox after the other: a git process works in one. May be used from several threads.
/// </remarks>
internal sealed class MergeLanes : IAsyncDisposable
{
    public const int MaxBatch = 64;

    private readonly Channel<MergeRequest> _waiting = Channel.CreateUnbounded<MergeRequest>();
    private readonly CancellationTokenSource _stop = new();
    private readonly MergeLaneOptions _options;
    private readonly Task[] _lanes;

    public MergeLanes(MergeLaneOptions options)
    {
        _options = options;
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => RunLaneAsync())];
    }

    /// <exception cref="OperationCanceledException">The request was cancelled, or the lanes ended.</exception>
    public async Task<MergeResult> MergeAsync(MergeRequest request)
    {
        using var step = Timeline.Start(Timeline.Merge);
        await _waiting.Writer.WriteAsync(request, request.Cancellation);

        // Its process may go on for the others of its batch.
        return await request.Result.Task.WaitAsync(request.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await Task.WhenAll(_lanes);
        _stop.Dispose();
    }

    private async Task RunLaneAsync()
    {
        using var step = Timeline.Start(Timeline.Lane);
        await using var lane = new MergeLane(_options, _stop.Token);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                foreach (var batch in TakeShare().GroupBy(request => request.Sandbox))
                {
                    await RunBatchAsync(lane, [.. batch]);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            while (_waiting.Reader.TryRead(out var request))
            {
                request.Result.TrySetCanceled(_stop.Token);
            }
        }
    }

    private List<MergeRequest> TakeShare()
    {
        var waiting = _waiting.Reader.Count;
        var share = Math.Clamp((waiting + _options.Lanes - 1) / _options.Lanes, 1, MaxBatch);
        var batch = new List<MergeRequest>(share);
        while (batch.Count < share && _waiting.Reader.TryRead(out var request))
        {
            if (request.Cancellation.IsCancellationRequested)
            {
                request.Result.TrySetCanceled(request.Cancellation);
            }
            else if (request.Budget.Remaining <= TimeSpan.Zero)
            {
                request.Result.TrySetResult(new MergeResult.TimedOut());
            }
            else
            {
                batch.Add(request);
            }
        }

        return batch;
    }

    private async Task RunBatchAsync(MergeLane lane, List<MergeRequest> batch)
    {
        using var step = Timeline.Start(Timeline.Batch)?.SetTag("pairs", batch.Count);
        try
        {
            await lane.MergeAsync(batch);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            batch.ForEach(request => request.Result.TrySetCanceled(_stop.Token));
        }
#pragma warning disable CA1031 // Whoever waits for this merge must learn why it failed; the lane goes on with the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            batch.ForEach(request => request.Result.TrySetException(e));
        }
    }
}

/// <param name="Sandbox">Where it is merged.</param>
/// <param name="Budget">Charged with the time of this pair alone, or with its equal share of a batch.</param>
internal sealed record MergeRequest(SandboxMerges Sandbox, MergePair Pair, WorkBudget Budget, CancellationToken Cancellation)
{
    public TaskCompletionSource<MergeResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Lanes">How many processes at most; at least 1.</param>
internal sealed record MergeLaneOptions(int Lanes, MemoryLimit Memory, TimeProvider Time);
