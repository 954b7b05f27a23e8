using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Collimate.Crash.Tests.Running;

/// <summary>A variable in the environment of a process by which everything below it is found, also what has lost its parent.</summary>
internal sealed partial class ProcessMark
{
    private const string Variable = "COLLIMATE_CRASH_MARK";
    private const int KillAtOnce = 9;

    private readonly byte[] _entry;

    private ProcessMark(string value) => _entry = Encoding.ASCII.GetBytes($"{Variable}={value}");

    public static ProcessMark PutOn(IDictionary<string, string?> environment)
    {
        var value = Guid.CreateVersion7().ToString("N");
        environment[Variable] = value;
        return new ProcessMark(value);
    }

    /// <summary>Kills a process and what is below it, then whatever else has the mark. Returns when none of them is alive.</summary>
    /// <param name="root">May have ended.</param>
    public async Task KillAsync(int root, CancellationToken cancellationToken)
    {
        // All of them are known before the first one dies, so that they die together: a child whose parent is dead reads the end of its input.
        foreach (var process in TreeOf(root).Where(HasMark).ToArray())
        {
            _ = Kill(process, KillAtOnce);
        }

        while (Marked() is { Count: > 0 } left)
        {
            foreach (var process in left)
            {
                _ = Kill(process, KillAtOnce);
            }

            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private List<int> Marked() => [.. Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process > 0 && HasMark(process))];

    // A process that has ended, and only waits for its parent to notice, has an empty environment.
    private bool HasMark(int process)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/environ")).AsSpan().IndexOf(_entry) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<int> TreeOf(int process)
    {
        yield return process;
        foreach (var child in ChildrenOf(process).SelectMany(TreeOf))
        {
            yield return child;
        }
    }

    // Each thread has the children that it has started.
    private static int[] ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task"))
                .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
