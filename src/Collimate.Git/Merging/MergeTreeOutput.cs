using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Reads what <c>git merge-tree --stdin -z --no-messages</c> writes.</summary>
/// <remarks>
/// A record is <c>flag NUL tree NUL (mode SP id SP stage TAB path NUL)* NUL</c>, where the flag is 1 for clean and 0 for
/// conflicts. Without <c>--no-messages</c> free text would stand inside the stream for submodules (git-facts F5).
/// </remarks>
internal static class MergeTreeOutput
{
    private const string NoRecord = "a record of merge-tree starts with neither 0 nor 1";

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

    /// <summary>Reads one record and nothing beyond it.</summary>
    /// <exception cref="FormatException">Something else was found.</exception>
    /// <exception cref="EndOfStreamException">Git ended before the record did.</exception>
    public static async Task<MergeResult> ReadAsync(AnswerReader answers, MergePair pair, CancellationToken cancellationToken)
    {
        var flag = await answers.ReadUntilAsync(0, cancellationToken);
        if (flag is not [(byte)'0' or (byte)'1'])
        {
            throw new FormatException(NoRecord);
        }

        var tree = await answers.ReadUntilAsync(0, cancellationToken);
        var paths = new UnmergedPaths([pair.Ours, pair.Theirs]);
        while (await answers.ReadUntilAsync(0, cancellationToken) is { Length: > 0 } entry)
        {
            paths.Add(entry);
        }

        return ToResult(flag, tree, paths);
    }

    private static MergeResult ToResult(ReadOnlySpan<byte> flag, ReadOnlySpan<byte> tree, UnmergedPaths paths) => flag switch
    {
        [(byte)'1'] => new MergeResult.Clean(ObjectId.Parse(tree)),
        [(byte)'0'] => paths.ToConflict(),
        _ => throw new FormatException(NoRecord),
    };

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

        result = ToResult(flag, tree, paths);
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
