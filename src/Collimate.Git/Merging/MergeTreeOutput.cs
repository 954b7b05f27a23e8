using Collimate.Git.Objects;

namespace Collimate.Git.Merging;

/// <summary>Reads what <c>git merge-tree --stdin -z --no-messages</c> writes.</summary>
/// <remarks>
/// A record is <c>flag NUL tree NUL (mode SP id SP stage TAB path NUL)* NUL</c>, where the flag is 1 for clean and 0 for
/// conflicts. Without <c>--no-messages</c> free text would stand inside the stream for submodules (git-facts F5).
/// </remarks>
internal static class MergeTreeOutput
{
    /// <summary>The complete records at the start of the output; a torn last one is left out.</summary>
    /// <param name="pairs">What was asked; more records than pairs are kept, for the caller to count.</param>
    /// <exception cref="FormatException">Something else than records was found.</exception>
    public static List<MergeResult> Parse(ReadOnlySpan<byte> output, IReadOnlyList<MergePair> pairs)
    {
        var results = new List<MergeResult>();
        while (TryReadRecord(ref output, pairs.ElementAtOrDefault(results.Count), out var result))
        {
            results.Add(result!);
        }

        return results;
    }

    private static bool TryReadRecord(ref ReadOnlySpan<byte> output, MergePair pair, out MergeResult? result)
    {
        result = null;
        if (!TryTake(ref output, out var flag) || !TryTake(ref output, out var tree))
        {
            return false;
        }

        var paths = new UnmergedPaths([pair.Ours, pair.Theirs]);
        while (true)
        {
            if (!TryTake(ref output, out var entry))
            {
                return false;
            }

            if (entry.IsEmpty)
            {
                break;
            }

            paths.Add(entry);
        }

        result = flag switch
        {
            [(byte)'1'] => new MergeResult.Clean(ObjectId.Parse(tree)),
            [(byte)'0'] => paths.ToConflict(),
            _ => throw new FormatException("a record of merge-tree starts with neither 0 nor 1"),
        };
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> output, out ReadOnlySpan<byte> field)
    {
        var end = output.IndexOf((byte)0);
        field = end < 0 ? [] : output[..end];
        output = end < 0 ? output : output[(end + 1)..];
        return end >= 0;
    }
}
