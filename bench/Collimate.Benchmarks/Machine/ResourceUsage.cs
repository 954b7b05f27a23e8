using System.Runtime.InteropServices;

namespace Collimate.Benchmarks.Machine;

/// <summary>Processor time as the kernel counts it: getrusage(2).</summary>
internal static partial class ResourceUsage
{
    private const int Self = 0;
    private const int Children = -1;

    /// <summary>User and system time of this process, in seconds.</summary>
    public static double OwnSeconds() => SecondsOf(Self);

    /// <summary>User and system time of all ended children and of what they have started and waited for, in seconds.</summary>
    /// <remarks>The runtime waits for every child, so one that has been seen to end is counted.</remarks>
    public static double ChildrenSeconds() => SecondsOf(Children);

    private static double SecondsOf(int who)
    {
        if (GetResourceUsage(who, out var usage) != 0)
        {
            throw new InvalidOperationException($"BUG: getrusage failed with {Marshal.GetLastPInvokeError()}");
        }

        return usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetResourceUsage(int who, out Usage usage);

    /// <summary>struct rusage of Linux on 64 bits.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private readonly struct Usage
    {
        public readonly long UserSeconds;
        public readonly long UserMicroseconds;
        public readonly long SystemSeconds;
        public readonly long SystemMicroseconds;
    }
}
