using Collimate.Git.Objects;

namespace Collimate.Git.Merging;

/// <summary>Asks for merges of trees whose base is known, in whatever way the installed git understands.</summary>
/// <remarks>
/// Where <c>merge-tree --stdin</c> cannot be told a base, synthetic commits make git find it: one with the tree of ours, whose
/// parent is the base, merged with theirs (git-facts F8). The results are the same. May be used from several threads.
/// </remarks>
/// <param name="objects">The quarantine, for the synthetic commits.</param>
/// <param name="bases">Whether git can be told a base.</param>
internal sealed class TreeMerges(LooseObjectStore objects, GitCapability bases)
{
    // Git looks for the base from the newest commit down (commit-reach.c, paint_down_to_common). A synthetic commit that is older
    // than what it is merged with would be looked at last, after the whole history of the branch.
    private const long NewerThanAnyOther = uint.MaxValue;

    private static readonly Signature Nobody = new(new ByteText("collimate <>"), NewerThanAnyOther, new ByteText("+0000"));

    /// <summary>Whether git is told the base; otherwise it finds the parent of a synthetic commit.</summary>
    public bool TellsBases => bases == GitCapability.Present;

    /// <summary>Any three trees.</summary>
    public MergePair Pair(ThreeTrees trees)
    {
        if (TellsBases)
        {
            return new MergePair(trees.Ours, trees.Theirs) { Base = trees.Base };
        }

        var origin = WriteSynthetic(trees.Base);
        return new MergePair(WriteSynthetic(trees.Ours, origin), WriteSynthetic(trees.Theirs, origin));
    }

    /// <summary>The change that a commit makes to its parent, where git finds the base by itself.</summary>
    public MergePair Pair(ObjectId onto, ObjectId parent, ObjectId commit) => new(WriteSynthetic(onto, parent), commit);

    private ObjectId WriteSynthetic(ObjectId tree, params ObjectId[] parents)
    {
        var commit = new CommitObject
        {
            Tree = tree,
            Parents = parents,
            Author = Nobody.ToText(),
            Committer = Nobody,
            Message = ReadOnlyMemory<byte>.Empty,
        };
        return objects.Write("commit", commit.ToBytes());
    }
}

/// <summary>What a merge of trees is made of.</summary>
internal readonly record struct ThreeTrees(ObjectId Base, ObjectId Ours, ObjectId Theirs);
