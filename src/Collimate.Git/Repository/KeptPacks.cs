using System.Text;

namespace Collimate.Git.Repository;

/// <summary>Packs that come into a repository before a reference points at what is in them, and may not go until one does.</summary>
/// <remarks>
/// As <c>git receive-pack</c> brings them in: a <c>.keep</c> file first, the index last. At no moment a <c>git repack -a -d</c>, which
/// nothing else holds off, can take such a pack for one that it has replaced (git-repack(1), gitrepository-layout(5)).
/// Not for several threads.
/// </remarks>
/// <param name="directory"><c>objects/pack</c> of the repository.</param>
internal sealed class KeptPacks(string directory)
{
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes("collimate: a branch is about to need this pack\n");

    private readonly List<string> _held = [];

    /// <summary>Moves a pack in. It stays until <see cref="Release"/>, or the next sweep.</summary>
    /// <param name="from">A directory on the same file system, where the pack and its index are complete and on the disk.</param>
    /// <param name="name">Without an extension.</param>
    /// <exception cref="IOException">The disk is full or failed; what was moved is garbage that nobody needs.</exception>
    public void Take(string from, string name)
    {
        Hold(Path.Combine(directory, name + ".keep"));
        foreach (var file in Directory.GetFiles(from, name + ".*").OrderBy(file => file.EndsWith(".idx", StringComparison.Ordinal)))
        {
            FailPoint.Before(FailPoint.PackMoved);
            File.Move(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true); // The name says the content.
            FailPoint.After(FailPoint.PackMoved);
        }
    }

    /// <summary>References point at all that was moved in so far, or nobody needs it any more.</summary>
    /// <exception cref="IOException">The disk failed; what is left goes with the next sweep.</exception>
    public void Release()
    {
        foreach (var keep in _held)
        {
            Remove(keep);
        }

        _held.Clear();
    }

    /// <summary>Releases what killed runs held. Only for who holds the lock of the repository, when nothing of these runs will be finished any more.</summary>
    /// <returns>Paths that could not be removed.</returns>
    public static IReadOnlyList<string> Sweep(string directory)
    {
        var remaining = new List<string>();
        foreach (var keep in Directory.Exists(directory) ? Directory.GetFiles(directory, "*.keep") : [])
        {
            try
            {
                if (IsOurs(keep))
                {
                    Remove(keep);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                remaining.Add(keep);
            }
        }

        return remaining;
    }

    /// <summary>Makes the file, unless somebody wants to keep this very pack for good.</summary>
    private void Hold(string keep)
    {
        if (File.Exists(keep) && !IsOurs(keep))
        {
            return;
        }

        FailPoint.Before(FailPoint.PackKept);
        File.WriteAllBytes(keep, Mark);
        FailPoint.After(FailPoint.PackKept);
        _held.Add(keep);
    }

    private static bool IsOurs(string keep) => File.ReadAllBytes(keep).AsSpan().SequenceEqual(Mark);

    private static void Remove(string keep)
    {
        FailPoint.Before(FailPoint.PackReleased);
        File.Delete(keep);
        FailPoint.After(FailPoint.PackReleased);
    }
}
