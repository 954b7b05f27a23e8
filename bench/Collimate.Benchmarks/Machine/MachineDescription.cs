using System.Globalization;
using System.Runtime.InteropServices;

namespace Collimate.Benchmarks.Machine;

/// <summary>Where the numbers come from.</summary>
internal sealed record MachineDescription(string Processor, int Processors, string Memory, string System, string Git, string Runtime)
{
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
