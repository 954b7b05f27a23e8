using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges commits for many branches at once with few git processes.</summary>
/// <remarks>
/// The requests of all branches in flight wait in one <see cref="MergeQueue"/>. Each lane takes its fair share, at most
/// <see cref="SandboxMerges.MostAtOnce"/>, and merges them one sandbox after the other: a git process works in one. May be used
/// from several threads.
/// </remarks>
internal sealed class MergeLanes : IAsyncDisposable
{
    private readonly MergeQueue _waiting = new();
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
        request.Cancellation.ThrowIfCancellationRequested();
        if (!_waiting.TryAdd(request))
        {
            request.Result.TrySetCanceled(request.Cancellation);
        }

        // Its process may go on for the others of its batch.
        return await request.Result.Task.WaitAsync(request.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Complete();
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
            while (await _waiting.WaitAsync(_stop.Token))
            {
                foreach (var batch in TakeShare().GroupBy(request => request.Sandbox))
                {
                    await RunBatchAsync(lane, [.. batch]);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            while (_waiting.TakeNext() is { } request)
            {
                request.Result.TrySetCanceled(_stop.Token);
            }
        }
    }

    private List<MergeRequest> TakeShare()
    {
        var share = Math.Max((_waiting.Count + _options.Lanes - 1) / _options.Lanes, 1);
        var batch = new List<MergeRequest>();
        while (batch.Count < share && (batch.Count == 0 ? _waiting.TakeFirst() : _waiting.TakeNext()) is { } request)
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
                share = Math.Min(share, request.Sandbox.MostAtOnce);
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
