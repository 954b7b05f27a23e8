using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Two commits that both change one file, so that merging them merges content.</summary>
internal static class ProbeHistory
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n";

    /// <param name="context">Writes into a quarantine.</param>
    /// <param name="example">Any object of the repository; shows which hash it has.</param>
    public static MergePair Write(GitContext context, ObjectId example)
    {
        var format = example.HexLength == 64 ? ObjectFormat.Sha256 : ObjectFormat.Sha1;
        var store = new LooseObjectStore(
            context.QuarantineDirectory ?? throw new InvalidOperationException("BUG: merges need a quarantine for what they write"), format);
        var origin = WriteCommit(store, Lines, []);
        return new MergePair(WriteCommit(store, "ours\n" + Lines, [origin]), WriteCommit(store, Lines + "theirs\n", [origin]));
    }

    private static ObjectId WriteCommit(LooseObjectStore store, string content, IReadOnlyList<ObjectId> parents)
    {
        var blob = store.Write("blob", new ByteText(content).Bytes);
        var tree = store.Write("tree", [.. "100644 probe\0"u8, .. Convert.FromHexString(blob.ToString())]);
        var nobody = Signature.Parse("Collimate <> 0 +0000"u8);
        var commit = new CommitObject
        {
            Tree = tree,
            Parents = parents,
            Author = nobody.ToText(),
            Committer = nobody,
            Message = "probe\n"u8.ToArray(),
        };
        return store.Write("commit", commit.ToBytes());
    }
}
