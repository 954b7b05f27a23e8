using System.Globalization;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Hands out a folder that nobody has used for everything that is measured.</summary>
/// <remarks>
/// Nothing is deleted before the measurement ends: ext4 does not use the place of a deleted file again for minutes, and searches
/// past all such places for every new file. Where thousands were deleted just now, a new file took 1 ms instead of 0.03.
/// </remarks>
internal sealed class Places(string work)
{
    private int _number;

    public string Next(string name) => Path.Combine(work, string.Create(CultureInfo.InvariantCulture, $"{name}-{++_number}"));
}
