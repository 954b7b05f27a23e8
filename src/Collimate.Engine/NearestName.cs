namespace Collimate.Engine;

/// <summary>The valid name that needs the fewest edits.</summary>
/// <param name="Name">How the candidate is shown.</param>
/// <param name="IsLikely">Whether so few edits are needed that it was probably meant.</param>
internal readonly record struct NearestName(string Name, bool IsLikely)
{
    // Longer names are near to none of ours, and the distance needs time in the square of the length.
    public const int Compared = 64;

    /// <param name="name">What somebody wrote.</param>
    /// <param name="candidates">At least one; of equally near ones the first wins.</param>
    public static NearestName Find(string name, IReadOnlyList<(string Compared, string Shown)> candidates)
    {
        var written = name[..Math.Min(name.Length, Compared)].ToLowerInvariant();
        var (candidate, distance) = candidates.Select(c => (c, Distance(written, c.Compared))).MinBy(pair => pair.Item2);
        return new NearestName(candidate.Shown, IsSlip(candidate.Compared, distance));
    }

    /// <summary>Whether that many edits are few enough for a slip of the pen.</summary>
    public static bool IsSlip(string candidate, int distance) => distance <= Math.Max(1, candidate.Length / 3);

    /// <summary>How many characters must be put in, left out, replaced or exchanged with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var beforePrevious = previous;
        foreach (var (row, letter) in left.Index())
        {
            var current = new int[right.Length + 1];
            current[0] = row + 1;
            for (var column = 1; column <= right.Length; column++)
            {
                var replaced = previous[column - 1] + (letter == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                if (row > 0 && column > 1 && letter == right[column - 2] && left[row - 1] == right[column - 1])
                {
                    current[column] = Math.Min(current[column], beforePrevious[column - 2] + 1);
                }
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[^1];
    }
}
