using Collimate.Engine.Planning;
using Collimate.Engine.Safety;

namespace Collimate.Engine.Orchestrating;

/// <summary>Retires the branches of one target in plan order, while others are still worked on.</summary>
/// <remarks>
/// Because only retiring has effects, the result does not depend on how many branches were in flight. When the circuit
/// breaker opens, or the run is cancelled, the speculation that is left of the group is discarded.
/// </remarks>
internal sealed class GroupRun(Speculation speculation, Retirement retirement, ProgressCount progress)
{
    /// <param name="breaker">Counts this group and no other.</param>
    /// <param name="cancellationToken">Ends the group early; what was retired stays.</param>
    public async Task<GroupResult> RunAsync(TargetGroup group, CircuitBreaker breaker, CancellationToken cancellationToken)
    {
        var results = new List<BranchResult>(group.Branches.Count);
        try
        {
            while (results.Count < group.Branches.Count && breaker.State == CircuitState.Closed)
            {
                results.AddRange(await retirement.RetireAsync(await speculation.TakeReadyAsync(group, cancellationToken), breaker, cancellationToken));
                progress.Retired(results.Count);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was retired is done, the rest was not attempted; the caller sees that the run was cancelled.
        }
        finally
        {
            await speculation.LeaveAsync(group);
        }

        progress.GroupEnded(results.Count);
        return new GroupResult(group.Target, group.TargetTip, results, [.. group.Branches.Skip(results.Count).Select(plan => plan.Branch)])
        {
            CircuitOpened = breaker.State == CircuitState.Open ? breaker.Reason : null,
        };
    }
}
