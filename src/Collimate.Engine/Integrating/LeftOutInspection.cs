using System.Collections.Concurrent;
using System.Globalization;
using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Integrating;

/// <summary>Finds out whether a commit that is left out would have changed something, had it been applied in its turn.</summary>
/// <remarks>
/// Only the paths that the commit touches are merged, in trees that hold nothing else: a merge of whole trees for each such
/// commit would double the work of a run. Renames are not followed. A conflict says no: the target may have built on
/// what it took over. May be used from several threads.
/// </remarks>
/// <param name="list">Reads the whole tree of the target, once and only where it is needed.</param>
internal sealed class LeftOutInspection(TreeDiffSession diffs, Func<Task<IReadOnlyDictionary<ByteText, TreeEntry>>> list)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(ObjectId Before, ObjectId After, ObjectId Onto), bool> _known = new();
    private Task<IReadOnlyDictionary<ByteText, TreeEntry>>? _target;

    /// <param name="change">The trees before and after the commit.</param>
    /// <param name="onto">The trees of the target, and of what the commit would have been applied on.</param>
    /// <param name="merge">Merges the three versions of the touched paths, and says whether that changes anything; what it cannot say is not remembered.</param>
    public async Task<bool> WouldChangeAsync(
        (ObjectId Before, ObjectId After) change,
        (ObjectId Target, ObjectId Tree) onto,
        Func<TouchedVersions, Task<bool?>> merge,
        CancellationToken cancellationToken)
    {
        var key = (change.Before, change.After, onto.Tree);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var target = await TargetAsync().WaitAsync(cancellationToken);
        var own = (await diffs.CompareAsync(onto.Target, onto.Tree, cancellationToken)).ToDictionary(difference => difference.Path);
        var versions = (await diffs.CompareAsync(change.Before, change.After, cancellationToken))
            .Select(d => (Base: d.Old, Ours: own.TryGetValue(d.Path, out var changed) ? changed.New : target.GetValueOrDefault(d.Path), Theirs: d.New))
            .ToArray();
        var answer = versions.Any(v => v.Ours == v.Base) ? true
            : versions.Any(v => v.Ours != v.Theirs) ? await merge(new TouchedVersions(versions))
            : false;
        return answer is { } certain && (_known[key] = certain);
    }

    // One failure must not be the answer to everybody who asks later.
    private Task<IReadOnlyDictionary<ByteText, TreeEntry>> TargetAsync()
    {
        lock (_gate)
        {
            return _target is null or { IsFaulted: true } or { IsCanceled: true } ? _target = list() : _target;
        }
    }
}

/// <summary>Three versions of a few paths; nothing where a path is not there.</summary>
internal sealed record TouchedVersions(IReadOnlyList<(TreeEntry? Base, TreeEntry? Ours, TreeEntry? Theirs)> Paths)
{
    /// <summary>A tree with one side of all paths, as git stores it. The paths are numbered: what they are called does not matter.</summary>
    public byte[] TreeOf(Func<(TreeEntry? Base, TreeEntry? Ours, TreeEntry? Theirs), TreeEntry?> side)
    {
        using var tree = new MemoryStream();
        for (var i = 0; i < Paths.Count; i++)
        {
            if (side(Paths[i]) is { } entry)
            {
                tree.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entry.Mode} {i:D8}\0")));
                tree.Write(Convert.FromHexString(entry.Id.ToString()));
            }
        }

        return tree.ToArray();
    }
}
