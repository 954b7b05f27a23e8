using System.Threading.Channels;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges commits for many branches at once with few git processes.</summary>
/// <remarks>
/// The requests of all branches in flight wait in one queue. Each lane takes its fair share of them, at most
/// <see cref="MaxBatch"/>, and gives it to one <c>git merge-tree --stdin</c>: a fresh process per batch needs no flush that
/// older git lacks, bounds memory and keeps a crash to itself. A batch that dies, is late or says anything unexpected on
/// stderr is not believed (git-facts F3, F4): its pairs run again one by one and only the guilty one fails.
/// May be used from several threads.
/// </remarks>
internal sealed class MergeLanes : IAsyncDisposable
{
    public const int MaxBatch = 64;

    // What a CancellationTokenSource takes.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Channel<MergeRequest> _waiting = Channel.CreateUnbounded<MergeRequest>();
    private readonly CancellationTokenSource _stop = new();
    private readonly MergeLaneOptions _options;
    private readonly HashSet<string> _standing;
    private readonly Task[] _lanes;
    private int _requested;

    private MergeLanes(MergeLaneOptions options, HashSet<string> standing)
    {
        _options = options;
        _standing = standing;
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => RunLaneAsync())];
    }

    /// <summary>What git says on stderr about every merge of this repository, right or wrong; shown once, ignored afterwards.</summary>
    public IReadOnlyCollection<string> StandingErrors => _standing;

    /// <summary>Asks for merges whose base is known.</summary>
    public TreeMerges Trees(LooseObjectStore objects) => new(objects, _options.Capabilities.Bases);

    /// <summary>How many merges were asked for so far.</summary>
    public int Requested => _requested;

    /// <summary>Starts the lanes, after two merges that show what this repository always complains about.</summary>
    /// <param name="probe">Any commit of the repository.</param>
    /// <exception cref="GitFailedException">The commit or its tree cannot be read.</exception>
    public static async Task<MergeLanes> StartAsync(MergeLaneOptions options, ObjectId probe, CancellationToken cancellationToken)
    {
        // The first reads what the repository has; only the second has content to merge, for which git reads attributes.
        MergePair[] pairs = [new(probe, probe), ProbeHistory.Write(options.Context, probe)];
        var result = await GitProcess.RunAsync(options.Context, options.Command, MergeTreeInput.Of(pairs), cancellationToken);
        if (result.ExitCode != 0 || MergeTreeOutput.Parse(result.Output, pairs) is not [MergeResult.Clean, _])
        {
            throw new GitFailedException("merge-tree", result.ExitCode, result.Error);
        }

        return new MergeLanes(options, Lines(result.Error).ToHashSet(StringComparer.Ordinal));
    }

    /// <param name="budget">Charged with the time of this pair alone, or with its equal share of a batch.</param>
    public async Task<MergeResult> MergeAsync(MergePair pair, WorkBudget budget, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.Merge);
        Interlocked.Increment(ref _requested);
        var request = new MergeRequest(pair, budget, cancellationToken);
        await _waiting.Writer.WriteAsync(request, cancellationToken);
        return await request.Result.Task;
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
                await RunBatchAsync(TakeShare());
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
        var share = Math.Clamp((_waiting.Reader.Count + _options.Lanes - 1) / _options.Lanes, 1, MaxBatch);
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
        if (batch.Count == 0)
        {
            return;
        }

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
        return git is not null && results.Count == batch.Count && Complaint(git) is null ? results : null;
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

        return Complaint(git) is { } reason ? new MergeResult.Failed(reason)
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
            await _options.Context.Git.Slots.WaitAsync(_stop.Token);
            try
            {
                return await RunInSlotAsync(batch);
            }
            finally
            {
                _options.Context.Git.Slots.Release();
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
            var git = await GitProcess.RunInSlotAsync(_options.Context, _options.Command, MergeTreeInput.Of(pairs), both.Token);
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
            batch.ForEach(request => request.Budget.Charge(share));
        }
    }

    // While the batch waited for room, another merge of the same branch may have used up its budget.
    private static TimeSpan Allowance(List<MergeRequest> batch)
    {
        var ticks = batch.Min(request => request.Budget.Remaining.Ticks);
        return TimeSpan.FromTicks(Math.Clamp(ticks, 0, LongestTimer.Ticks));
    }

    /// <summary>Why the process is not believed, or nothing.</summary>
    private string? Complaint(GitResult git)
    {
        var unexpected = string.Join("; ", Lines(git.Error).Where(line => !_standing.Contains(line)));
        return unexpected.Length > 0 ? unexpected
            : git.ExitCode != 0 ? $"git merge-tree ended with {git.ExitCode}"
            : null;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed record MergeRequest(MergePair Pair, WorkBudget Budget, CancellationToken Cancellation)
    {
        public TaskCompletionSource<MergeResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <param name="Context">Writes into a quarantine; its working directory holds no attributes but those that shall count.</param>
/// <param name="Lanes">How many processes at most; at least 1.</param>
internal sealed record MergeLaneOptions(GitContext Context, int Lanes, MemoryLimit Memory, TimeProvider Time)
{
    /// <summary>What of the installed git is used.</summary>
    public GitCapabilities Capabilities { get; init; } = GitCapabilities.None;

    public IReadOnlyList<string> Command => MergeTreeInput.Command(Context, Capabilities);
}
