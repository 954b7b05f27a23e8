using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Collimate.Engine.Journaling;

/// <summary>The few calls of libc that .NET does not offer, or gets wrong: its own flush swallows a failed fsync.</summary>
internal static partial class DurableFile
{
    // Values of Linux (fcntl.h, sys/file.h).
    private const int ReadOnly = 0;
    private const int ReadWriteCreate = 0x2 | 0x40;
    private const int CloseOnExec = 0x80000;
    private const int OwnerAndReaders = 0b110_100_100;
    private const int LockExclusiveNonBlocking = 2 | 4;
    private const int LockRelease = 8; // LOCK_UN
    private const int WouldBlock = 11;

    /// <summary>Returns when the content is on the disk.</summary>
    /// <exception cref="IOException">The disk failed: the content may be lost.</exception>
    public static void Synchronize(SafeFileHandle file, string path)
    {
        if (Fsync(file) != 0)
        {
            throw Failure("write to the disk", path);
        }
    }

    /// <summary>Returns when the entries of the directory, new names in it for example, are on the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void SynchronizeDirectory(string path)
    {
        using var directory = Open(path, ReadOnly | CloseOnExec, 0);
        if (directory.IsInvalid)
        {
            throw Failure("open", path);
        }

        Synchronize(directory, path);
    }

    /// <summary>Opens a file for reading and writing that no child process inherits; makes it when it is missing.</summary>
    /// <remarks>A plain open: .NET's own would take a lock of its own kind, and nobody could read who holds ours.</remarks>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenShared(string path)
    {
        var file = Open(path, ReadWriteCreate | CloseOnExec, OwnerAndReaders);
        return file.IsInvalid ? throw Failure("open", path) : file;
    }

    /// <summary>Takes the lock of the file for as long as it is open, unless somebody else has it.</summary>
    /// <exception cref="IOException">This file system knows no such lock.</exception>
    public static LockAttempt TryLock(SafeFileHandle file, string path) =>
        Flock(file, LockExclusiveNonBlocking) == 0 ? LockAttempt.Taken
        : Marshal.GetLastPInvokeError() == WouldBlock ? LockAttempt.HeldByAnother
        : throw Failure("lock", path);

    /// <summary>Gives the lock back at once.</summary>
    /// <remarks>Closing alone would do so later where another thread is starting a process: until that has begun its own program it has the file open too.</remarks>
    public static void Unlock(SafeFileHandle file) => _ = Flock(file, LockRelease);

    private static IOException Failure(string action, string path) =>
        new($"cannot {action}: '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(SafeFileHandle file, int operation);
}

internal enum LockAttempt
{
    Taken,
    HeldByAnother,
}
