using System.Runtime.InteropServices;

namespace Collimate.Git.Sessions;

/// <summary>The memory of this process.</summary>
internal static partial class OwnMemory
{
    /// <summary>Gives back to the system what nobody uses. Everything waits for it, for some milliseconds per ten megabytes in use.</summary>
    public static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = TrimAllocator(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc keeps a heap for each thread, and only glibc can be told to give back what is free there.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimAllocator(nint keptBytes);
}
