using System.Globalization;
using System.Runtime.InteropServices;

namespace Collimate.Git.Sessions;

/// <summary>Signals for a child and for what it has started; .NET itself only knows the signal that cannot be caught.</summary>
internal static partial class ProcessTree
{
    public const int Terminate = 15;
    public const int KillAtOnce = 9;

    /// <summary>The processes below this one, as <c>/proc</c> tells it; none where there is no <c>/proc</c>.</summary>
    public static IReadOnlyList<int> DescendantsOf(int process)
    {
        var children = ChildrenOf(process);
        return [.. children, .. children.SelectMany(DescendantsOf)];
    }

    /// <summary>A process that has ended meanwhile is no error.</summary>
    /// <param name="process">Negative for all processes of a group, as in kill(2).</param>
    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    public static void KillAll(IEnumerable<int> processes)
    {
        foreach (var process in processes)
        {
            Signal(process, KillAtOnce);
        }
    }

    /// <summary>Ends at once what is left of a process group whose leader has ended and was reaped.</summary>
    /// <remarks>
    /// The kernel gives no process the number of a group that has members. Where one has it, that group is gone, and this is somebody else.
    /// </remarks>
    public static void KillRestOfGroup(int leader)
    {
        if (!Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{leader}")))
        {
            Signal(-leader, KillAtOnce);
        }
    }

    private static int[] ChildrenOf(int process)
    {
        try
        {
            var id = process.ToString(CultureInfo.InvariantCulture);
            return [.. File.ReadAllText($"/proc/{id}/task/{id}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // It has ended, or the kernel does not tell.
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
