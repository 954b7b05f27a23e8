using System.Diagnostics.CodeAnalysis;
using Collimate.Engine;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Collimate.Cli.Rendering;

/// <summary>The logs of a run: <c>collimate.log</c> with everything, and a file for each branch under <c>logs/</c>.</summary>
internal static class RunLogFiles
{
    /// <param name="folder">The folder of the run.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The logger owns its sinks, and the factory the logger.")]
    public static ILoggerFactory Open(string folder, OrchestrationOptions options)
    {
        var formatter = new LogLines();
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(options.LogLevel))
            .WriteTo.File(formatter, Path.Combine(folder, "collimate.log"));
        if (options.LogPerBranch)
        {
            configuration = configuration.WriteTo.Sink(new BranchLogFiles(Path.Combine(folder, "logs"), formatter));
        }

        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }

    private static LogEventLevel LevelOf(LogDetail detail) => detail switch
    {
        LogDetail.Debug => LogEventLevel.Debug,
        LogDetail.Info => LogEventLevel.Information,
        LogDetail.Warning => LogEventLevel.Warning,
        LogDetail.Error => LogEventLevel.Error,
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown log level"),
    };
}
