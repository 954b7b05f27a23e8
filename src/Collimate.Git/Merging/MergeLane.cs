using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges batches of pairs, one after the other, each in one sandbox.</summary>
/// <remarks>
/// Where git can be made to answer while it stays open, one process takes batch after batch. Otherwise each batch gets a
/// <c>git merge-tree --stdin</c> of its own, because only its end brings the answers out. What dies, is late or says anything
/// unexpected is not believed (git-facts F3, F4): the pairs of its batch run again one by one, and only the guilty one
/// fails. Not for several threads.
/// </remarks>
internal sealed class MergeLane(MergeLaneOptions options, CancellationToken stop) : IAsyncDisposable
{
    // What a CancellationTokenSource takes.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    private MergeTreeChild? _child;
    private SandboxMerges? _childOf;

    /// <summary>Gives each of these requests its result.</summary>
    /// <param name="batch">At least one; all of one sandbox.</param>
    /// <exception cref="OperationCanceledException">The lanes end.</exception>
    public async Task MergeAsync(IReadOnlyList<MergeRequest> batch)
    {
        var sandbox = batch[0].Sandbox;
        var isOpen = sandbox.StaysOpen;
        if ((isOpen ? await AskAsync(batch) : await MergeTogetherAsync(batch)) is { } results)
        {
            foreach (var (request, result) in batch.Zip(results))
            {
                request.Result.TrySetResult(result);
            }
        }
        else if (await MergeEachAloneAsync(batch) && isOpen)
        {
            sandbox.Mistrusted();
        }
    }

    public ValueTask DisposeAsync() => EndChildAsync();

    /// <summary>Asks the open process.</summary>
    /// <returns>Nothing when it is not to be believed; it is gone then.</returns>
    private Task<IReadOnlyList<MergeResult>?> AskAsync(IReadOnlyList<MergeRequest> batch) => InSlotAsync(batch, async () =>
    {
        IReadOnlyList<MergeResult>? results = null;
        try
        {
            if (await OpenAsync(batch[0].Sandbox) is { } child)
            {
                results = await InTimeAsync(batch, child.AskAsync);
            }
        }
        finally
        {
            if (results is null || _child is { } child && child.HoldsTooMuch(batch.Count))
            {
                await EndChildAsync();
            }
        }

        return results;
    });

    private async Task<MergeTreeChild?> OpenAsync(SandboxMerges sandbox)
    {
        if (_child is not null && (_childOf != sandbox || _child.HasEnded))
        {
            await EndChildAsync();
        }

        _childOf = sandbox;
        return _child ??= await sandbox.OpenAsync(stop);
    }

    private async ValueTask EndChildAsync()
    {
        if (_child is { } child)
        {
            _child = null;
            await child.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<MergeResult>?> MergeTogetherAsync(IReadOnlyList<MergeRequest> batch)
    {
        var run = await RunAsync(batch);
        return run?.Results.Count == batch.Count && batch[0].Sandbox.Complaint(run.Git) is null ? run.Results : null;
    }

    /// <returns>Whether all of them were fine.</returns>
    private async Task<bool> MergeEachAloneAsync(IReadOnlyList<MergeRequest> batch)
    {
        var areFine = true;
        foreach (var request in batch)
        {
            var result = await MergeAloneAsync(request);
            areFine &= result is MergeResult.Clean or MergeResult.Conflicted;
            request.Result.TrySetResult(result);
        }

        return areFine;
    }

    private async Task<MergeResult> MergeAloneAsync(MergeRequest request)
    {
        if (request.Budget.Remaining <= TimeSpan.Zero)
        {
            return new MergeResult.TimedOut();
        }

        using var step = Timeline.Start(Timeline.Alone);
        return await RunAsync([request]) switch
        {
            null => new MergeResult.TimedOut(),
            { } run when request.Sandbox.Complaint(run.Git) is { } reason => new MergeResult.Failed(reason),
            { Results: [var result] } => result,
            { Results.Count: var count } => new MergeResult.Failed($"git merge-tree answered {count} merges instead of one"),
        };
    }

    /// <summary>Runs one process to its end.</summary>
    /// <returns>Nothing when the time was over.</returns>
    private Task<GitRun?> RunAsync(IReadOnlyList<MergeRequest> batch) => InSlotAsync(batch, () => InTimeAsync(batch, async (pairs, allowance) =>
    {
        try
        {
            var sandbox = batch[0].Sandbox.Options;
            var git = await GitProcess.RunInSlotAsync(sandbox.Context, sandbox.Command, MergeTreeInput.Of(pairs), allowance);
            return new GitRun(git, MergeTreeOutput.Parse(git.Output, pairs));
        }
        catch (Exception e) when (e is FormatException or OutputTooLargeException)
        {
            return new GitRun(new GitResult(0, [], e.Message), []);
        }
    }));

    /// <summary>Does the work on a batch when there is room for it.</summary>
    private async Task<T> InSlotAsync<T>(IReadOnlyList<MergeRequest> batch, Func<Task<T>> work)
    {
        await options.Memory.WaitForRoomAsync(stop);
        try
        {
            var slots = batch[0].Sandbox.Options.Context.Git.Slots;
            await slots.WaitAsync(stop);
            try
            {
                return await work();
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            options.Memory.WorkEnded();
        }
    }

    /// <summary>Does the work within the smallest allowance of its pairs, and charges each with an equal share.</summary>
    /// <returns>Nothing when the time was over.</returns>
    private async Task<T?> InTimeAsync<T>(IReadOnlyList<MergeRequest> batch, Func<IReadOnlyList<MergePair>, CancellationToken, Task<T?>> work)
        where T : class
    {
        using var step = Timeline.Start(Timeline.MergeTree)?.SetTag("pairs", batch.Count);
        var started = options.Time.GetTimestamp();
        using var allowance = new CancellationTokenSource(Allowance(batch), options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(allowance.Token, stop);
        try
        {
            return await work([.. batch.Select(request => request.Pair)], both.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            var took = options.Time.GetElapsedTime(started);
            batch[0].Sandbox.Took(took, batch.Count);
            var share = took / batch.Count;
            foreach (var request in batch)
            {
                request.Budget.Charge(share);
            }
        }
    }

    // While the batch waited for room, another merge of the same branch may have used up its budget.
    private static TimeSpan Allowance(IReadOnlyList<MergeRequest> batch)
    {
        var ticks = batch.Min(request => request.Budget.Remaining.Ticks);
        return TimeSpan.FromTicks(Math.Clamp(ticks, 0, LongestTimer.Ticks));
    }

    private sealed record GitRun(GitResult Git, IReadOnlyList<MergeResult> Results);
}
