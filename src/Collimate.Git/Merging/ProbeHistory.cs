using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Writes commits of our own that are merged only to see what git does.</summary>
internal sealed class ProbeHistory
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n";

    private readonly LooseObjectStore _store;
    private readonly ObjectFormat _format;

    /// <param name="context">Writes into a quarantine.</param>
    /// <param name="example">Any object of the repository; shows which hash it has.</param>
    public ProbeHistory(GitContext context, ObjectId example)
    {
        _format = example.HexLength == 64 ? ObjectFormat.Sha256 : ObjectFormat.Sha1;
        _store = new LooseObjectStore(context.RequiredQuarantine, _format);
    }

    public ObjectId EmptyTree => _format.EmptyTree();

    /// <summary>Two commits that both change one file, so that merging them merges content.</summary>
    public MergePair WriteContentMerge() => WriteFork(
        WriteFile("probe", Lines).Tree, WriteFile("probe", "ours\n" + Lines).Tree, WriteFile("probe", Lines + "theirs\n").Tree);

    /// <summary>A tree with one file.</summary>
    /// <param name="name">ASCII.</param>
    public (ObjectId Blob, ObjectId Tree) WriteFile(string name, string content)
    {
        var blob = _store.Write("blob", Encoding.ASCII.GetBytes(content));
        return (blob, _store.Write("tree", [.. Encoding.ASCII.GetBytes($"100644 {name}\0"), .. Convert.FromHexString(blob.ToString())]));
    }

    /// <summary>Two commits on a common one.</summary>
    public MergePair WriteFork(ObjectId origin, ObjectId ours, ObjectId theirs)
    {
        var parent = WriteCommit(origin, []);
        return new MergePair(WriteCommit(ours, [parent]), WriteCommit(theirs, [parent]));
    }

    private ObjectId WriteCommit(ObjectId tree, IReadOnlyList<ObjectId> parents)
    {
        var nobody = Signature.Parse("Collimate <> 0 +0000"u8);
        var commit = new CommitObject
        {
            Tree = tree,
            Parents = parents,
            Author = nobody.ToText(),
            Committer = nobody,
            Message = "probe\n"u8.ToArray(),
        };
        return _store.Write("commit", commit.ToBytes());
    }
}
