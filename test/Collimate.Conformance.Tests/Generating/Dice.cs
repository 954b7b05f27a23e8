namespace Collimate.Conformance.Tests.Generating;

/// <summary>Random numbers that are the same for the same seed, on every machine and in every version of .NET (SplitMix64).</summary>
/// <remarks>Neighbouring seeds have nothing in common, so that cases can be numbered by their seeds.</remarks>
internal sealed class Dice(int seed)
{
    private ulong _state = (ulong)seed;

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(params IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of several things, the one more often than the other.</summary>
    public T Weighted<T>(IReadOnlyList<(int Weight, T Item)> items)
    {
        var rest = Below(items.Sum(item => item.Weight));
        foreach (var (weight, item) in items)
        {
            rest -= weight;
            if (rest < 0)
            {
                return item;
            }
        }

        throw new System.Diagnostics.UnreachableException("BUG: the weights were added up wrong");
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
