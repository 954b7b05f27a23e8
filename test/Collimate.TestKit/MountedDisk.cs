using System.Runtime.InteropServices;

namespace Collimate.TestKit;

/// <summary>A small disk in memory in the place of a directory, with a copy of what was in it. Disposing brings the directory back.</summary>
public sealed partial class MountedDisk : IDisposable
{
    // Values of Linux (sys/mount.h).
    private const nuint ReadOnly = 1;
    private const nuint Remount = 32;
    private const int Detach = 2;
    private const int Page = 4096;

    private readonly string _directory;

    private MountedDisk(string directory) => _directory = directory;

    /// <summary>The file that takes the room. Git takes it for a lock and looks at it nowhere.</summary>
    public string Filler => Path.Combine(_directory, "filler.lock");

    /// <returns>Nothing where mounting is refused: only root may do it, and not in every container.</returns>
    public static MountedDisk? Over(string directory, long bytes)
    {
        var copy = directory + ".copy";
        CopyAll(directory, copy);
        if (Mount("tmpfs", directory, "tmpfs", 0, $"size={bytes}") != 0)
        {
            Directory.Delete(copy, recursive: true);
            return null;
        }

        CopyAll(copy, directory);
        Directory.Delete(copy, recursive: true);
        return new MountedDisk(directory);
    }

    /// <summary>Takes all the room.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Filler, FileMode.Create, FileAccess.Write);
        try
        {
            var page = new byte[Page];
            while (true)
            {
                RandomAccess.Write(file, page, RandomAccess.GetLength(file));
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Filler);

    public void MakeReadOnly() => RemountAs(ReadOnly);

    public void Dispose() => Unmount(_directory, Detach);

    private void RemountAs(nuint flags)
    {
        if (Mount("tmpfs", _directory, "tmpfs", Remount | flags, null) != 0)
        {
            throw new IOException($"cannot mount '{_directory}' anew: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static void CopyAll(string from, string to)
    {
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            Directory.CreateDirectory(Path.Join(to, directory[from.Length..]));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Join(to, file[from.Length..]));
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Mount(string source, string target, string type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmount(string target, int flags);
}
