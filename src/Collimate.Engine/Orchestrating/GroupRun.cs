using Collimate.Engine.Planning;
using Collimate.Engine.Safety;

namespace Collimate.Engine.Orchestrating;

/// <summary>Aligns the branches of one target: speculates in parallel, retires in plan order.</summary>
/// <remarks>
/// Because only retiring has effects, the result does not depend on how many branches were in flight. When the circuit
/// breaker opens, or the run is cancelled, the speculation that is left is discarded.
/// </remarks>
internal sealed class GroupRun(BranchAlignment alignment, Retirement retirement, ProgressCount progress)
{
    /// <summary>How many outcomes may wait to be retired; more would only hold memory.</summary>
    public const int Window = 1024;

    private readonly Queue<Task<BranchOutcome>> _inFlight = new();

    /// <param name="breaker">Counts this group and no other.</param>
    /// <param name="cancellationToken">Ends the group early; what was retired stays.</param>
    public async Task<GroupResult> RunAsync(TargetGroup group, CircuitBreaker breaker, CancellationToken cancellationToken)
    {
        using var discard = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = new List<BranchResult>(group.Branches.Count);
        var next = 0;
        try
        {
            while (results.Count < group.Branches.Count && breaker.State == CircuitState.Closed)
            {
                next = StartMore(group.Branches, next, discard.Token);
                await _inFlight.Peek();
                cancellationToken.ThrowIfCancellationRequested();
                results.AddRange(await retirement.RetireAsync(await TakeReadyAsync(), breaker));
                progress.Retired(results.Count);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was retired is done, the rest was not attempted; the caller sees that the run was cancelled.
        }
        finally
        {
            await discard.CancelAsync();
            await DiscardAsync();
        }

        progress.GroupEnded(results.Count);
        return new GroupResult(group.Target, group.TargetTip, results, [.. group.Branches.Skip(results.Count).Select(plan => plan.Branch)])
        {
            CircuitOpened = breaker.State == CircuitState.Open ? breaker.Reason : null,
        };
    }

    private int StartMore(IReadOnlyList<BranchPlan> branches, int next, CancellationToken cancellationToken)
    {
        while (next < branches.Count && _inFlight.Count < Window && MayStart(branches[next]))
        {
            var plan = branches[next++];
            retirement.Began(plan);
            _inFlight.Enqueue(Task.Run(() => WorkAsync(plan, cancellationToken), cancellationToken));
        }

        return next;
    }

    private bool MayStart(BranchPlan plan) => plan.Scheduling == Scheduling.Parallel || _inFlight.Count == 0;

    private async Task<BranchOutcome> WorkAsync(BranchPlan plan, CancellationToken cancellationToken)
    {
        var outcome = await alignment.AlignAsync(plan, cancellationToken);
        progress.Finished();
        return outcome;
    }

    /// <summary>The longest run of consecutive outcomes that is ready now.</summary>
    private async Task<List<BranchOutcome>> TakeReadyAsync()
    {
        var ready = new List<BranchOutcome>();
        while (ready.Count < Retirement.MaxBatch && _inFlight.TryPeek(out var oldest) && oldest.IsCompleted)
        {
            ready.Add(await _inFlight.Dequeue());
        }

        return ready;
    }

    private async Task DiscardAsync()
    {
        while (_inFlight.TryDequeue(out var task))
        {
            await Task.WhenAny(task);

            // Looked at on purpose: a failure of discarded speculation concerns nobody.
            _ = task.Exception;
        }
    }
}
