using System.Globalization;
using System.Text.RegularExpressions;

namespace Collimate.Crash.Tests.Dying;

/// <summary>Reads what strace wrote about a git child.</summary>
internal static partial class SystemCalls
{
    /// <summary>What strace is asked to look at: whatever can change a disk, and the ends of what was opened for it.</summary>
    public const string Traced = "openat,close,write,pwrite64,rename,link,linkat,unlink,unlinkat,mkdir,rmdir,fsync,fdatasync,ftruncate,chmod";

    private const string StandardError = "2";

    /// <summary>The calls of a process that change something, in their order. Its own children, a hook for example, are not counted.</summary>
    public static IReadOnlyList<SystemCall> Read(string child, int process, string log)
    {
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        var writable = new HashSet<string>(StringComparer.Ordinal);
        var calls = new List<SystemCall>();
        string? first = null;
        foreach (var match in File.ReadLines(log).Select(line => Line().Match(line)).Where(match => match.Success))
        {
            first ??= match.Groups["pid"].Value;
            if (match.Groups["pid"].Value != first)
            {
                continue;
            }

            var name = match.Groups["name"].Value;
            occurrences[name] = occurrences.GetValueOrDefault(name) + 1;
            if (ChangesSomething(name, match.Groups["rest"].Value, writable))
            {
                calls.Add(new SystemCall(child, process, name, occurrences[name]) { Text = name + match.Groups["rest"].Value });
            }
        }

        return calls;
    }

    /// <summary>Whether strace did what it was asked to do to the process of this log.</summary>
    public static bool Happened(string log) => File.Exists(log) && (
        File.ReadAllText(log) is var text
        && (text.Contains("(INJECTED)", StringComparison.Ordinal) || text.Contains("killed by SIGKILL", StringComparison.Ordinal)));

    private static bool ChangesSomething(string name, string rest, HashSet<string> writable)
    {
        switch (name)
        {
            case "openat":
                var opens = (rest.Contains("O_WRONLY", StringComparison.Ordinal) || rest.Contains("O_RDWR", StringComparison.Ordinal))
                    && !rest.Contains("/dev/null", StringComparison.Ordinal);
                if (opens && Opened().Match(rest) is { Success: true } opened)
                {
                    writable.Add(opened.Groups["file"].Value);
                }

                return opens;
            case "close":
                return Descriptor().Match(rest) is { Success: true } closed && writable.Remove(closed.Groups["file"].Value);
            case "write":
                return Descriptor().Match(rest).Groups["file"].Value != StandardError;
            default:
                return true;
        }
    }

    [GeneratedRegex(@"^(?<pid>\d+) +(?<name>\w+)(?<rest>\(.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"= (?<file>\d+)<")]
    private static partial Regex Opened();

    [GeneratedRegex(@"^\((?<file>\d+)")]
    private static partial Regex Descriptor();
}
