using System.Reflection;
using Collimate.Cli.Rendering;
using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary>Hands the world of a command on to the engine.</summary>
internal static class Hosting
{
    public static string Version { get; } =
        typeof(Hosting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static AlignmentHost For(CommandHost host, AlignmentOptions options) => new()
    {
        Processors = System.Environment.ProcessorCount,
        Environment = host.Environment,
        Time = host.Time,
        ProcessId = host.ProcessId,
        Tool = $"collimate {Version}",
        OpenLogs = folder => RunLogFiles.Open(folder, options.Orchestration),
    };
}
