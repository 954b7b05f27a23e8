using System.Globalization;
using System.Runtime.InteropServices;

namespace Collimate.Benchmarks.Machine;

/// <summary>Where the numbers come from, and of which day they are.</summary>
internal sealed record MachineDescription(string Processor, int Processors, string Memory, string System, string Git, string Runtime)
{
    public string Date { get; } = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static async Task<MachineDescription> ReadAsync()
    {
        var processor = (await File.ReadAllLinesAsync("/proc/cpuinfo"))
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        var git = (await Toolbox.RunAsync("git", "--version")).Trim();
        var gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return new MachineDescription(
            processor ?? "unknown",
            Environment.ProcessorCount,
            string.Create(CultureInfo.InvariantCulture, $"{gibibytes:0} GiB"),
            RuntimeInformation.OSDescription,
            git,
            RuntimeInformation.FrameworkDescription);
    }
}

/// <summary>What is measured.</summary>
/// <param name="Path">See <see cref="Shorten"/>.</param>
/// <param name="Version">What it says about itself.</param>
internal sealed record ProgramDescription(string Path, string Version, ProgramKind Kind)
{
    /// <exception cref="BenchmarkException">It cannot be started.</exception>
    public static async Task<ProgramDescription> ReadAsync(string path)
    {
        if (!File.Exists(path))
        {
            throw new BenchmarkException($"'{path}' is no program", "Nothing was done. Name one with --program, or build it with ./collimate --version.");
        }

        var version = (await Toolbox.RunAsync(path, "--version")).Trim().Split('\n')[0];
        return new ProgramDescription(Shorten(path), version, KindOf(path));
    }

    /// <summary>Below the checkout as it is written there, otherwise absolute.</summary>
    public static string Shorten(string path) =>
        global::System.IO.Path.GetRelativePath(Checkout.Root, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    /// <summary>A program that needs .NET lies beside its assembly.</summary>
    public static ProgramKind KindOf(string path) => File.Exists($"{path}.dll") ? ProgramKind.ReadyToRun : ProgramKind.Native;
}

/// <summary>How the code of a program was compiled.</summary>
internal enum ProgramKind
{
    /// <summary>Before it runs, for the most part; needs .NET.</summary>
    ReadyToRun,

    /// <summary>Before it runs, all of it.</summary>
    Native,
}
