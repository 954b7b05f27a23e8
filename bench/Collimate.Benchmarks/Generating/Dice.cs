namespace Collimate.Benchmarks.Generating;

/// <summary>Numbers that look random and depend on nothing but the seed and what they are asked for.</summary>
/// <remarks>Without a state, so a part of a repository does not change when another part asks for more.</remarks>
internal readonly record struct Dice(int Seed)
{
    /// <returns>From 0 to <paramref name="below"/> - 1.</returns>
    public int Roll(int below, int first, int second = 0, int third = 0)
    {
        var hash = Mix((ulong)(uint)Seed + 1);
        hash = Mix(hash ^ (uint)first);
        hash = Mix(hash ^ (uint)second);
        hash = Mix(hash ^ (uint)third);
        return (int)(hash % (ulong)below);
    }

    // The finaliser of splitmix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
