namespace Collimate.Git.Merging;

/// <summary>The paths that git could not merge, as <c>merge-tree</c> and <c>ls-files -u</c> list them.</summary>
internal sealed class UnmergedPaths
{
    private readonly Dictionary<ByteText, ConflictStages> _paths = [];

    /// <param name="entry"><c>mode SP id SP stage TAB path</c>.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public void Add(ReadOnlySpan<byte> entry)
    {
        var tab = entry.IndexOf((byte)'\t');
        if (tab < 1)
        {
            throw new FormatException("a conflicted path has no stage");
        }

        var path = new ByteText(entry[(tab + 1)..]);
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
}
