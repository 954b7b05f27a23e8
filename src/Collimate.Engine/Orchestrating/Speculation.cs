using Collimate.Engine.Planning;

namespace Collimate.Engine.Orchestrating;

/// <summary>The work on branches ahead of their retirement: in plan order, on into the groups that follow.</summary>
/// <remarks>
/// Nothing of it has an effect outside the quarantine, so how far ahead it is changes no result; it keeps the lanes full while
/// a group ends. A group is prepared when its first branch begins, one group after another. Not for several threads: it belongs
/// to the retiring side of a run.
/// </remarks>
/// <param name="groups">In the order in which they are retired.</param>
/// <param name="prepare">Prepares the work on a group.</param>
internal sealed class Speculation(IReadOnlyList<TargetGroup> groups, Func<TargetGroup, GroupTurn, Task<BranchAlignment>> prepare)
    : IAsyncDisposable
{
    /// <summary>How many branches may be worked on or wait to be retired; more would only hold memory.</summary>
    public const int Window = 1024;

    // What is retired together costs one pack and two waits for the disk.
    private const int WorthRetiring = 64;

    // Long enough for many merges, too short to be missed when each branch takes minutes.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private readonly Queue<BranchInFlight> _inFlight = new();
    private readonly Dictionary<TargetGroup, GroupInFlight> _groupsInFlight = new(ReferenceEqualityComparer.Instance);
    private Task _lastPrepared = Task.CompletedTask;
    private int _group;
    private int _branch;

    /// <summary>For the moment in which more outcomes may become ready.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Is told before the work on a branch begins.</summary>
    public required Action<BranchPlan> Began { get; init; }

    /// <summary>Is told, on any thread, when the work on a branch has ended.</summary>
    public required Action Finished { get; init; }

    /// <summary>Waits for the oldest branch, which is one of this group, and a moment for those behind it.</summary>
    /// <returns>The longest run of consecutive outcomes of the group that is ready now, at most as many as are retired together.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<IReadOnlyList<BranchOutcome>> TakeReadyAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // or the journal would say that branches began which nobody works on
        TakeTurn(group, cancellationToken);
        StartMore(cancellationToken);
        await _inFlight.Peek().Outcome;
        await WaitForMoreAsync(group, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var ready = new List<BranchOutcome>();
        while (ready.Count < Retirement.MaxBatch && _inFlight.TryPeek(out var oldest) && oldest.Group == group && oldest.Outcome.IsCompleted)
        {
            ready.Add(await _inFlight.Dequeue().Outcome);
        }

        return ready;
    }

    /// <summary>Ends a group: what is left of its work is discarded.</summary>
    public async Task LeaveAsync(TargetGroup group)
    {
        if (_group < groups.Count && groups[_group] == group)
        {
            (_group, _branch) = (_group + 1, 0);
        }

        if (_groupsInFlight.Remove(group, out var left))
        {
            await left.CancelAsync();
            while (_inFlight.TryPeek(out var oldest) && oldest.Group == group)
            {
                await EndAsync(_inFlight.Dequeue().Outcome);
            }

            await left.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var group in _groupsInFlight.Keys.ToArray())
        {
            await LeaveAsync(group);
        }
    }

    private void StartMore(CancellationToken cancellationToken)
    {
        while (Next() is { } next && MayStart(next.Plan))
        {
            _branch++;
            var group = Enter(next.Group, cancellationToken);
            if (group.HasTurn)
            {
                Began(next.Plan);
            }

            _inFlight.Enqueue(new BranchInFlight(next.Group, next.Plan, Task.Run(() => WorkAsync(group, next.Plan), group.Discarded)));
        }
    }

    private async Task WaitForMoreAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        var next = _inFlight.TakeWhile(branch => branch.Group == group).Take(WorthRetiring).Select(branch => branch.Outcome);
        await Task.WhenAny(Task.WhenAll(next), Task.Delay(Moment, Time, cancellationToken));
    }

    private void TakeTurn(TargetGroup group, CancellationToken cancellationToken)
    {
        var turn = Enter(group, cancellationToken);
        if (!turn.HasTurn)
        {
            foreach (var branch in _inFlight.TakeWhile(branch => branch.Group == group))
            {
                Began(branch.Plan);
            }

            turn.TakeTurn();
        }
    }

    private GroupInFlight Enter(TargetGroup group, CancellationToken cancellationToken)
    {
        if (!_groupsInFlight.TryGetValue(group, out var entered))
        {
            entered = _groupsInFlight[group] = new GroupInFlight(turn => PrepareAfterAsync(_lastPrepared, group, turn), cancellationToken);
            _lastPrepared = entered.Prepared;
        }

        return entered;
    }

    private (TargetGroup Group, BranchPlan Plan)? Next()
    {
        while (_group < groups.Count && _branch == groups[_group].Branches.Count)
        {
            (_group, _branch) = (_group + 1, 0);
        }

        return _group < groups.Count ? (groups[_group], groups[_group].Branches[_branch]) : null;
    }

    private bool MayStart(BranchPlan plan) => plan.Scheduling == Scheduling.Sequential
        ? _inFlight.Count == 0
        : _inFlight.Count < Window && !(_inFlight.TryPeek(out var oldest) && oldest.Plan.Scheduling == Scheduling.Sequential);

    // One after another, because what preparing a group warns of is told in plan order.
    private async Task<BranchAlignment> PrepareAfterAsync(Task before, TargetGroup group, GroupTurn turn)
    {
        await EndAsync(before);
        return await prepare(group, turn);
    }

    private async Task<BranchOutcome> WorkAsync(GroupInFlight group, BranchPlan plan)
    {
        var outcome = await (await group.Prepared).AlignAsync(plan, group.Discarded);
        Finished();
        return outcome;
    }

    /// <summary>Waits for the end of something whose failure concerns nobody any more, or somebody else.</summary>
    private static async Task EndAsync(Task task)
    {
        await Task.WhenAny(task);
        _ = task.Exception; // Looked at on purpose.
    }

    private sealed record BranchInFlight(TargetGroup Group, BranchPlan Plan, Task<BranchOutcome> Outcome);

    /// <summary>A group of which a branch has begun.</summary>
    private sealed class GroupInFlight : IAsyncDisposable
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _discard;

        public GroupInFlight(Func<GroupTurn, Task<BranchAlignment>> prepare, CancellationToken cancellationToken)
        {
            _discard = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Prepared = prepare(new GroupTurn(_turn.Task, _discard.Token));
        }

        public Task<BranchAlignment> Prepared { get; }

        public CancellationToken Discarded => _discard.Token;

        public bool HasTurn => _turn.Task.IsCompleted;

        public void TakeTurn() => _turn.SetResult();

        public Task CancelAsync() => _discard.CancelAsync();

        public async ValueTask DisposeAsync()
        {
            await EndAsync(Prepared);
            if (Prepared.IsCompletedSuccessfully)
            {
                (await Prepared).Dispose();
            }

            _discard.Dispose();
        }
    }
}

/// <summary>When a group is worked on.</summary>
/// <param name="Comes">Ends when all groups before have been retired.</param>
/// <param name="Discarded">Cancelled when the rest of the group is not wanted.</param>
internal readonly record struct GroupTurn(Task Comes, CancellationToken Discarded);
