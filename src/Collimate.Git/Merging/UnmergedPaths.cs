using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Merging;

/// <summary>The paths that git could not merge, as <c>merge-tree</c> and <c>ls-files -u</c> list them.</summary>
/// <remarks>
/// A file that stands in the way of a directory is listed as <c>path~side</c> (merge-ort.c, <c>unique_path</c>). Where the side
/// was named by an id, that says nothing to anybody and depends on how we asked; the file keeps its own name.
/// </remarks>
/// <param name="sides">The ids by which git was given the sides.</param>
internal sealed class UnmergedPaths(IReadOnlyList<ObjectId> sides)
{
    private readonly byte[][] _suffixes = [.. sides.Select(side => Encoding.ASCII.GetBytes($"~{side}"))];
    private readonly Dictionary<ByteText, ConflictStages> _paths = [];

    /// <param name="entry"><c>mode SP id SP stage TAB path</c>.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public void Add(ReadOnlySpan<byte> entry)
    {
        var tab = entry.IndexOf((byte)'\t');
        if (tab < 1 || !IsMode(entry))
        {
            throw new FormatException("a conflicted path has no mode or no stage");
        }

        var path = new ByteText(WithoutSide(entry[(tab + 1)..]));
        var stage = entry[tab - 1] switch
        {
            (byte)'1' => ConflictStages.Base,
            (byte)'2' => ConflictStages.Ours,
            (byte)'3' => ConflictStages.Theirs,
            var other => throw new FormatException($"git knows no stage {(char)other}"),
        };
        _paths[path] = _paths.GetValueOrDefault(path) | stage;
    }

    public MergeResult.Conflicted ToConflict() => new([.. _paths.Select(p => new ConflictedPath(p.Key, p.Value))]);

    private static bool IsMode(ReadOnlySpan<byte> entry) => entry.IndexOf((byte)' ') == 6 && entry[..6].IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0;

    private ReadOnlySpan<byte> WithoutSide(ReadOnlySpan<byte> path)
    {
        foreach (var suffix in _suffixes)
        {
            if (path.EndsWith(suffix))
            {
                return path[..^suffix.Length];
            }
        }

        return path;
    }
}
