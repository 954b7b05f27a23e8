using System.Collections;
using System.Diagnostics;

namespace Collimate.Benchmarks.Machine;

/// <summary>Starts git and the other programs of a measurement in an environment in which only the repository counts.</summary>
internal static class Toolbox
{
    private static readonly (string Name, string Value)[] Sealed =
    [
        ("LC_ALL", "C"),
        ("TZ", "UTC"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_EDITOR", "true"),
        ("GIT_OPTIONAL_LOCKS", "0"),
    ];

    // Nothing of the repository's own configuration may start a program or a repack in the middle of a measurement.
    private static readonly string[] Pins =
    [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false", "commit.gpgSign=false",
        "rerere.enabled=false", "advice.detachedHead=false", "rebase.autoSquash=false", "rebase.autoStash=false", "rebase.updateRefs=false",
    ];

    /// <summary>The environment of this process without what leads git elsewhere: a hook that starts us exports such variables.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = SealedEnvironment();

    public static ProcessStartInfo Program(string path, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments);
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    public static ProcessStartInfo Git(string directory, params IEnumerable<string> arguments) =>
        Program("git", ["-C", directory, .. Pins.SelectMany(pin => new[] { "-c", pin }), .. arguments]);

    /// <returns>What it wrote.</returns>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public static async Task<string> GitAsync(string directory, params string[] arguments) =>
        (await ChildProcess.RunAsync(Git(directory, arguments))).Require($"git {arguments[0]}").Text;

    /// <exception cref="BenchmarkException">It failed.</exception>
    public static async Task<string> RunAsync(string path, params string[] arguments) =>
        (await ChildProcess.RunAsync(Program(path, arguments))).Require(Path.GetFileName(path)).Text;

    /// <summary>Absolute path of the git that is used.</summary>
    public static async Task<string> FindGitAsync() => (await RunAsync("sh", "-c", "command -v git")).Trim();

    /// <summary>A copy that is on the disk, so that nobody writes it back on the time of a measurement.</summary>
    public static async Task CopyAsync(string source, string destination)
    {
        await RunAsync("cp", "-a", "--reflink=auto", source, destination);
        await RunAsync("sync", "-f", destination);
    }

    private static Dictionary<string, string> SealedEnvironment()
    {
        var result = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => !((string)variable.Key).StartsWith("GIT_", StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in Sealed)
        {
            result[name] = value;
        }

        return result;
    }
}
