using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges batches of pairs, one after the other, each in one sandbox.</summary>
/// <remarks>
/// Where git says each answer when it has it, one process stays open for batch after batch. Otherwise each batch gets a
/// <c>git merge-tree --stdin</c> of its own, because only its end brings the answers out. What dies, is late or says anything
/// unexpected is not believed (git-facts F3, F4): the pairs that it leaves without an answer to believe run again, the
/// suspects one by one, and only the guilty one fails. Not for several threads.
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
    public Task MergeAsync(IReadOnlyList<MergeRequest> batch) =>
        batch[0].Sandbox.AnswersAtOnce ? MergeInTurnAsync(batch) : MergeTogetherAsync(batch);

    public ValueTask DisposeAsync() => EndChildAsync();

    private async Task MergeInTurnAsync(IReadOnlyList<MergeRequest> batch)
    {
        for (var done = 0; done < batch.Count;)
        {
            done += await InSlotAsync(batch[0].Sandbox, () => AnswerAsync(batch, done));
            if (done < batch.Count)
            {
                // The child is gone, and this pair was its last one.
                batch[done].Result.TrySetResult(await MergeAloneAsync(batch[done]));
                done++;
            }
        }
    }

    /// <summary>Asks the open process for these merges, and charges each with the time that it took.</summary>
    /// <returns>How many have their result.</returns>
    private async Task<int> AnswerAsync(IReadOnlyList<MergeRequest> batch, int start)
    {
        using var step = Timeline.Start(Timeline.MergeTree)?.SetTag("pairs", batch.Count - start);
        var child = await OpenAsync(batch[0].Sandbox);
        var asking = child.AskAsync(batch.Skip(start).Select(request => request.Pair), stop);
        var answered = 0;
        foreach (var request in batch.Skip(start))
        {
            if (await AnswerAsync(child, request) is not { } result)
            {
                break;
            }

            request.Result.TrySetResult(result);
            answered++;
        }

        if (answered < batch.Count - start || child.HoldsTooMuch(answered))
        {
            await EndChildAsync();
        }

        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // A child that ended has said so by what it left unanswered.
        return answered;
    }

    private async Task<MergeResult?> AnswerAsync(MergeTreeChild child, MergeRequest request)
    {
        var started = options.Time.GetTimestamp();
        using var allowance = new CancellationTokenSource(Allowance([request]), options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(allowance.Token, stop);
        try
        {
            return await child.AnswerAsync(request.Pair, both.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            request.Budget.Charge(options.Time.GetElapsedTime(started));
        }
    }

    private async Task<MergeTreeChild> OpenAsync(SandboxMerges sandbox)
    {
        if (_child is not null && (_childOf != sandbox || _child.HasSaidMore()))
        {
            await EndChildAsync();
        }

        _childOf = sandbox;
        return _child ??= await MergeTreeChild.StartAsync(sandbox.Options, stop);
    }

    private async ValueTask EndChildAsync()
    {
        if (_child is { } child)
        {
            _child = null;
            await child.DisposeAsync();
        }
    }

    private async Task MergeTogetherAsync(IReadOnlyList<MergeRequest> batch)
    {
        var (git, results) = await RunAsync(batch);
        var isBelieved = git is not null && results.Count == batch.Count && batch[0].Sandbox.Complaint(git) is null;
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Result.TrySetResult(isBelieved ? results[i] : await MergeAloneAsync(batch[i]));
        }
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

    /// <summary>Runs one process to its end, within the smallest allowance of its pairs, and charges each with an equal share.</summary>
    /// <returns>No git result when the time was over.</returns>
    private Task<(GitResult? Git, List<MergeResult> Results)> RunAsync(IReadOnlyList<MergeRequest> batch) => InSlotAsync<(GitResult?, List<MergeResult>)>(batch[0].Sandbox, async () =>
    {
        using var step = Timeline.Start(Timeline.MergeTree)?.SetTag("pairs", batch.Count);
        var started = options.Time.GetTimestamp();
        try
        {
            using var allowance = new CancellationTokenSource(Allowance(batch), options.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(allowance.Token, stop);
            MergePair[] pairs = [.. batch.Select(request => request.Pair)];
            var sandbox = batch[0].Sandbox.Options;
            var git = await GitProcess.RunInSlotAsync(sandbox.Context, sandbox.Command, MergeTreeInput.Of(pairs), both.Token);
            return (git, MergeTreeOutput.Parse(git.Output, pairs));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, []);
        }
        catch (Exception e) when (e is FormatException or OutputTooLargeException)
        {
            return (new GitResult(0, [], e.Message), []);
        }
        finally
        {
            var share = options.Time.GetElapsedTime(started) / batch.Count;
            foreach (var request in batch)
            {
                request.Budget.Charge(share);
            }
        }
    });

    /// <summary>Does a piece of work when there is room for it.</summary>
    private async Task<T> InSlotAsync<T>(SandboxMerges sandbox, Func<Task<T>> work)
    {
        await options.Memory.WaitForRoomAsync(stop);
        try
        {
            var slots = sandbox.Options.Context.Git.Slots;
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

    // While the batch waited for room, another merge of the same branch may have used up its budget.
    private static TimeSpan Allowance(IReadOnlyList<MergeRequest> batch)
    {
        var ticks = batch.Min(request => request.Budget.Remaining.Ticks);
        return TimeSpan.FromTicks(Math.Clamp(ticks, 0, LongestTimer.Ticks));
    }
}
