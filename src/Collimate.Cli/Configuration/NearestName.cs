namespace Collimate.Cli.Configuration;

/// <summary>The valid name that needs the fewest edits.</summary>
/// <param name="Name">How the candidate is shown.</param>
/// <param name="IsLikely">Whether so few edits are needed that it was probably meant.</param>
internal readonly record struct NearestName(string Name, bool IsLikely)
{
    // Longer names are near to none of ours, and the distance needs time in the square of the length.
    private const int Compared = 64;

    /// <param name="name">What somebody wrote.</param>
    /// <param name="candidates">At least one; of equally near ones the first wins.</param>
    public static NearestName Find(string name, IReadOnlyList<(string Compared, string Shown)> candidates)
    {
        var written = name[..Math.Min(name.Length, Compared)].ToLowerInvariant();
        var (candidate, distance) = candidates.Select(c => (c, Distance(written, c.Compared))).MinBy(pair => pair.Item2);
        return new NearestName(candidate.Shown, distance <= Math.Max(1, candidate.Compared.Length / 3));
    }

    /// <summary>Levenshtein's distance: how many characters must be put in, left out or replaced.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        foreach (var (row, letter) in left.Index())
        {
            var current = new int[right.Length + 1];
            current[0] = row + 1;
            for (var column = 1; column <= right.Length; column++)
            {
                var replaced = previous[column - 1] + (letter == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
