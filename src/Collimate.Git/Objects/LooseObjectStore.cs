using System.Collections.Concurrent;
using System.Globalization;

namespace Collimate.Git.Objects;

/// <summary>Writes objects into a quarantine directory in git's loose format (gitrepository-layout, <c>objects/[0-9a-f][0-9a-f]</c>).</summary>
/// <remarks>
/// Without a git process per object, and without fsync: a quarantine is thrown away after a crash.
/// May be used from several threads.
/// </remarks>
internal sealed class LooseObjectStore(string directory, ObjectFormat format)
{
    // Of the process, not of the store: two stores may write into one directory.
    private static int s_files;

    private readonly ConcurrentDictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <exception cref="IOException">The disk is full or failed.</exception>
    public ObjectId Write(string type, ReadOnlySpan<byte> content)
    {
        var whole = ObjectNaming.WithHeader(type, content);
        var id = format.NameOf(whole);
        var hex = id.ToString();
        var folder = _folders.GetOrAdd(hex[..2], name => Directory.CreateDirectory(Path.Combine(directory, name)).FullName);

        // Another branch may write the same object at this moment, and a reader must never see half of it.
        var number = Interlocked.Increment(ref s_files);
        var temporary = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"tmp_obj_{number}"));
        using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            FailPoint.Before(FailPoint.ObjectWritten);
            RandomAccess.Write(file, StoredZlib.Of(whole), fileOffset: 0);
        }

        FailPoint.After(FailPoint.ObjectWritten);
        File.Move(temporary, Path.Combine(folder, hex[2..]), overwrite: true);
        FailPoint.After(FailPoint.ObjectNamed);
        return id;
    }

    /// <summary>Forgets an object that is to be had elsewhere; it need not be here.</summary>
    /// <remarks>Folders stay: somebody may be about to put another object there.</remarks>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Remove(ObjectId id)
    {
        var hex = id.ToString();
        var path = Path.Combine(directory, hex[..2], hex[2..]);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
