using Collimate.Git.Objects;

namespace Collimate.Git.Merging;

/// <summary>A merge that is known to be sound, so that whatever git says about it on stderr, it says about every merge.</summary>
/// <remarks>
/// Git looks at attributes only when it merges the content of a file, and at the commit graph only when it looks for a merge
/// base. So the probe has both: two commits that change different lines of one file, on top of a commit of the repository.
/// </remarks>
internal static class MergeProbe
{
    private static readonly Signature Nobody = new(new ByteText("collimate <>"), 0, new ByteText("+0000"));

    /// <param name="objects">Of a quarantine.</param>
    /// <param name="beneath">Any commit of the repository.</param>
    public static MergePair Write(LooseObjectStore objects, ObjectId beneath)
    {
        var first = Commit(objects, "1\n2\n3\n4\n5\n"u8, beneath);
        return new MergePair(
            Commit(objects, "one\n2\n3\n4\n5\n"u8, first),
            Commit(objects, "1\n2\n3\n4\nfive\n"u8, first));
    }

    private static ObjectId Commit(LooseObjectStore objects, ReadOnlySpan<byte> content, ObjectId parent)
    {
        var commit = new CommitObject
        {
            Tree = objects.Write("tree", [.. "100644 probe\0"u8, .. Convert.FromHexString(objects.Write("blob", content).ToString())]),
            Parents = [parent],
            Author = Nobody.ToText(),
            Committer = Nobody,
            Message = ReadOnlyMemory<byte>.Empty,
        };
        return objects.Write("commit", commit.ToBytes());
    }
}
