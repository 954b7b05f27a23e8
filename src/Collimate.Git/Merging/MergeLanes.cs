using System.Threading.Channels;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges commits for many branches at once with few git processes.</summary>
/// <remarks>
/// The requests of all branches in flight wait in one queue. Each lane takes its fair share of them, at most
/// <see cref="MaxBatch"/>, and gives it to one <c>git merge-tree --stdin</c>: a fresh process per batch needs no flush that
/// older git lacks, bounds memory and keeps a crash to itself. To start a process costs as much as to merge a few small pairs,
/// so a lane waits a moment for branches that are about to ask, and one lane does what is not worth two. A batch that dies, is
/// late or says anything unexpected on stderr is not believed (git-facts F3, F4): its pairs run again one by one and only the
/// guilty one fails. One process works in one sandbox, so a share of several sandboxes is several batches. May be used from several threads.
/// </remarks>
internal sealed class MergeLanes : IAsyncDisposable
{
    public const int MaxBatch = 64;

    private const int MostMoments = 2;

    // A start costs about 4 ms: less than this is not worth another process.
    private static readonly TimeSpan WorthAProcess = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    // What a CancellationTokenSource takes.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Channel<MergeRequest> _waiting = Channel.CreateUnbounded<MergeRequest>();
    private readonly CancellationTokenSource _stop = new();
    private readonly MergeLaneOptions _options;
    private readonly Task[] _lanes;
    private int _working;
    private int _asking;

    // Of late, on average. Before anything is known all lanes work: a few merges of a large repository take seconds.
    private long _ticksPerPair = WorthAProcess.Ticks;

    public MergeLanes(MergeLaneOptions options)
    {
        _options = options;
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => RunLaneAsync())];
    }

    /// <summary>Somebody works on a branch and will ask for merges, until what is returned is disposed.</summary>
    public IDisposable Expect() => new Expectation(this);

    /// <exception cref="OperationCanceledException">The request was cancelled, or the lanes ended.</exception>
    public async Task<MergeResult> MergeAsync(MergeRequest request)
    {
        using var step = Timeline.Start(Timeline.Merge);
        Interlocked.Increment(ref _asking);
        try
        {
            await _waiting.Writer.WriteAsync(request, request.Cancellation);

            // Its process may go on for the others of its batch.
            return await request.Result.Task.WaitAsync(request.Cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
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
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                await GatherAsync();
                foreach (var batch in TakeShare().GroupBy(request => request.Sandbox))
                {
                    await RunBatchAsync([.. batch]);
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

    /// <summary>Waits for the branches that are between two merges, but not for long.</summary>
    private async Task GatherAsync()
    {
        for (var i = 0; i < MostMoments && _waiting.Reader.Count < MaxBatch && Volatile.Read(ref _working) > Volatile.Read(ref _asking); i++)
        {
            await Task.Delay(Moment, _options.Time, _stop.Token);
        }
    }

    private List<MergeRequest> TakeShare()
    {
        var waiting = _waiting.Reader.Count;
        var lanes = (int)Math.Clamp(waiting * Volatile.Read(ref _ticksPerPair) / WorthAProcess.Ticks, 1, _options.Lanes);
        var share = Math.Clamp((waiting + lanes - 1) / lanes, 1, MaxBatch);
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

    private async Task RunBatchAsync(List<MergeRequest> batch)
    {
        using var step = Timeline.Start(Timeline.Batch)?.SetTag("pairs", batch.Count);
        try
        {
            if (await MergeTogetherAsync(batch) is { } results)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Result.TrySetResult(results[i]);
                }
            }
            else
            {
                foreach (var request in batch)
                {
                    request.Result.TrySetResult(await MergeAloneAsync(request));
                }
            }
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

    /// <returns>One result per request, or nothing when this batch cannot be believed.</returns>
    private async Task<List<MergeResult>?> MergeTogetherAsync(List<MergeRequest> batch)
    {
        var (git, results) = await RunAsync(batch);
        return git is not null && results.Count == batch.Count && batch[0].Sandbox.Complaint(git) is null ? results : null;
    }

    private async Task<MergeResult> MergeAloneAsync(MergeRequest request)
    {
        if (request.Budget.Remaining <= TimeSpan.Zero)
        {
            return new MergeResult.TimedOut();
        }

        using var step = Timeline.Start(Timeline.Alone);
        var (git, results) = await RunAsync([request]);
        if (git is null)
        {
            return new MergeResult.TimedOut();
        }

        return request.Sandbox.Complaint(git) is { } reason ? new MergeResult.Failed(reason)
            : results is [var result] ? result
            : new MergeResult.Failed($"git merge-tree answered {results.Count} merges instead of one");
    }

    /// <summary>Runs one process when there is room for it.</summary>
    /// <returns>No git result when the time was over.</returns>
    private async Task<(GitResult? Git, List<MergeResult> Results)> RunAsync(List<MergeRequest> batch)
    {
        await _options.Memory.WaitForRoomAsync(_stop.Token);
        try
        {
            var slots = batch[0].Sandbox.Context.Git.Slots;
            await slots.WaitAsync(_stop.Token);
            try
            {
                return await RunInSlotAsync(batch);
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            _options.Memory.WorkEnded();
        }
    }

    /// <summary>Runs one process within the smallest allowance of its pairs, and charges each with an equal share.</summary>
    private async Task<(GitResult? Git, List<MergeResult> Results)> RunInSlotAsync(List<MergeRequest> batch)
    {
        using var step = Timeline.Start(Timeline.MergeTree)?.SetTag("pairs", batch.Count);
        var started = _options.Time.GetTimestamp();
        try
        {
            using var allowance = new CancellationTokenSource(Allowance(batch), _options.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(allowance.Token, _stop.Token);
            MergePair[] pairs = [.. batch.Select(request => request.Pair)];
            var sandbox = batch[0].Sandbox;
            var git = await GitProcess.RunInSlotAsync(sandbox.Context, sandbox.Command, MergeTreeInput.Of(pairs), both.Token);
            step?.SetTag("bytes", git.Output.Length);
            return (git, MergeTreeOutput.Parse(git.Output, pairs));
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return (null, []);
        }
        catch (FormatException e)
        {
            return (new GitResult(0, [], e.Message), []);
        }
        finally
        {
            var share = _options.Time.GetElapsedTime(started) / batch.Count;
            Volatile.Write(ref _ticksPerPair, ((7 * Volatile.Read(ref _ticksPerPair)) + share.Ticks) / 8);
            batch.ForEach(request => request.Budget.Charge(share));
        }
    }

    // While the batch waited for room, another merge of the same branch may have used up its budget.
    private static TimeSpan Allowance(List<MergeRequest> batch)
    {
        var ticks = batch.Min(request => request.Budget.Remaining.Ticks);
        return TimeSpan.FromTicks(Math.Clamp(ticks, 0, LongestTimer.Ticks));
    }

    private sealed class Expectation : IDisposable
    {
        private readonly MergeLanes _lanes;

        public Expectation(MergeLanes lanes)
        {
            _lanes = lanes;
            Interlocked.Increment(ref lanes._working);
        }

        public void Dispose() => Interlocked.Decrement(ref _lanes._working);
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
