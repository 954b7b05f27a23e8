using System.Threading.Channels;

namespace Collimate.Git.Merging;

/// <summary>The merges that wait for a lane. May be used from several threads.</summary>
/// <remarks>
/// A branch of many commits asks again and again, and whoever has a long way to go comes first; but whoever takes some always takes
/// one of the branch that stands first in the plan as well, because all others wait for it at their end.
/// </remarks>
internal sealed class MergeQueue
{
    private readonly Lock _gate = new();
    private readonly SortedSet<Waiting> _byPlace = new(Comparer<Waiting>.Create((left, right) => left.ByPlace.CompareTo(right.ByPlace)));
    private readonly SortedSet<Waiting> _byNumber = new(Comparer<Waiting>.Create((left, right) => left.ByNumber.CompareTo(right.ByNumber)));

    // As many as there are requests, so that somebody can wait for the next.
    private readonly Channel<bool> _tickets = Channel.CreateUnbounded<bool>();
    private long _arrivals;

    /// <returns>Whether it waits now; not, when no more are taken.</returns>
    public bool TryAdd(MergeRequest request)
    {
        lock (_gate)
        {
            if (!_tickets.Writer.TryWrite(true))
            {
                return false;
            }

            var waiting = new Waiting(request, ++_arrivals);
            _byPlace.Add(waiting);
            _byNumber.Add(waiting);
            return true;
        }
    }

    /// <summary>No more will come.</summary>
    public void Complete() => _tickets.Writer.TryComplete();

    /// <returns>Whether there may be some; not, when none is left and no more will come.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _tickets.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>How many wait in this moment.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byPlace.Count;
            }
        }
    }

    /// <summary>The one that stands first in the plan.</summary>
    public MergeRequest? TakeFirst() => Take(_byNumber);

    /// <summary>The one whose turn it is.</summary>
    public MergeRequest? TakeNext() => Take(_byPlace);

    private MergeRequest? Take(SortedSet<Waiting> order)
    {
        lock (_gate)
        {
            if (order.Min is not { } taken)
            {
                return null;
            }

            _byPlace.Remove(taken);
            _byNumber.Remove(taken);
            _tickets.Reader.TryRead(out _);
            return taken.Request;
        }
    }

    private sealed record Waiting(MergeRequest Request, long Arrival)
    {
        public (int Place, long Arrival) ByPlace => (Request.Budget.Place, Arrival);

        public (int Number, long Arrival) ByNumber => (Request.Budget.Number, Arrival);
    }
}
