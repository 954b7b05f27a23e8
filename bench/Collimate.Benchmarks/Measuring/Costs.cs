using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>What each way took, round by round.</summary>
internal sealed class Costs
{
    private readonly Dictionary<string, List<Cost>> _rounds = new(StringComparer.Ordinal);
    private readonly List<string> _ways = [];

    public IReadOnlyList<Cost> this[string way] => _rounds.TryGetValue(way, out var rounds) ? rounds : [];

    public void Note(string way, Cost cost)
    {
        if (!_rounds.TryGetValue(way, out var rounds))
        {
            _rounds[way] = rounds = [];
            _ways.Add(way);
        }

        rounds.Add(cost);
    }

    /// <summary>In the order in which they were first noted.</summary>
    public IReadOnlyList<Series> ToSeries() => [.. _ways.Select(way => new Series(way, _rounds[way]))];

    /// <summary>One way beside the sum of others, round by round.</summary>
    public Ratio Ratio(string name, Func<Cost, double> part, string way, params string[] others) =>
        new(name, [.. this[way].Select((cost, round) => part(cost) / others.Sum(other => part(this[other][round])))]);
}
