namespace Collimate.Conformance.Tests.Generating;

/// <summary>What is special about changes and about whole histories.</summary>
internal static class Noticed
{
    /// <param name="tree">Before the change.</param>
    public static IEnumerable<Situation> In(Change change, FileTree tree) => change switch
    {
        Change.Put put => In(put, tree),
        Change.Move move => In(move, tree),
        Change.Rewrite rewrite => In(rewrite, tree),
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown change"),
    };

    /// <summary>What only both sides together make special.</summary>
    public static IEnumerable<Situation> Between(Line target, Line branch)
    {
        var ours = target.Own.SelectMany(commit => commit.Changes).ToArray();
        var theirs = branch.Own.SelectMany(commit => commit.Changes).ToArray();
        if (ours.OfType<Change.Move>().Any() && theirs.OfType<Change.Move>().Any())
        {
            yield return Situation.RenamesOnBothSides;
        }

        if (Paths<Change.Rewrite>(ours).Overlaps(Paths<Change.Rewrite>(theirs)))
        {
            yield return Situation.EditsNearEachOther;
        }

        if (Added(ours).Overlaps(Added(theirs)))
        {
            yield return Situation.AddedOnBothSides;
        }
    }

    private static IEnumerable<Situation> In(Change.Put put, FileTree tree)
    {
        var (before, after) = (put.Before, put.After);
        if (put.Path.Contains('\u00e9', StringComparison.Ordinal))
        {
            yield return Situation.NameNotUtf8;
        }

        if (after is null)
        {
            yield return Situation.Deletion;
            yield break;
        }

        if (before is null && put.Path.EndsWith("/inside.txt", StringComparison.Ordinal))
        {
            yield return Situation.DirectoryInPlaceOfFile;
        }

        if (before is null && StartingFiles.Directories.Contains(put.Path + "/", StringComparer.Ordinal))
        {
            yield return Situation.FileInPlaceOfDirectory;
        }

        if (before is not null && before.IsFile && after.IsFile && before.Mode != after.Mode)
        {
            yield return Situation.ExecutableBit;
        }

        if (before is not null && (before.Mode == Entry.Link) != (after.Mode == Entry.Link))
        {
            yield return Situation.FileBecomesLink;
        }

        if (before is null && tree.Where(entry => entry == after).Count > 0)
        {
            yield return Situation.Copy;
        }

        foreach (var situation in In(after))
        {
            yield return situation;
        }
    }

    private static IEnumerable<Situation> In(Entry entry)
    {
        if (entry.Mode == Entry.Link)
        {
            yield return Situation.Link;
        }

        if (entry.Mode == Entry.Gitlink)
        {
            yield return Situation.Submodule;
        }

        if (entry.IsFile && entry.IsBinary)
        {
            yield return Situation.BinaryFile;
        }

        if (entry.Content.Contains('\r', StringComparison.Ordinal))
        {
            yield return Situation.CarriageReturns;
        }
    }

    private static IEnumerable<Situation> In(Change.Move move, FileTree tree)
    {
        if (tree[move.From] is null)
        {
            yield return Situation.DirectoryRename;
        }
    }

    private static IEnumerable<Situation> In(Change.Rewrite rewrite, FileTree tree) => In(tree[rewrite.Path]!);

    private static HashSet<string> Paths<T>(IEnumerable<Change> changes)
        where T : Change => changes.OfType<T>().Select(change => change.At).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Added(IEnumerable<Change> changes) =>
        changes.OfType<Change.Put>().Where(put => put.Before is null).Select(put => put.Path).ToHashSet(StringComparer.Ordinal);
}
