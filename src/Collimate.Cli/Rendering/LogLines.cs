using System.Globalization;
using Collimate.Engine.Reporting;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Collimate.Cli.Rendering;

/// <summary>How an event looks in a log: one line, in UTC, with the level's name from the configuration, fit for a terminal.</summary>
internal sealed class LogLines : ITextFormatter
{
    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        _message.Format(logEvent, message);
        var at = logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        output.WriteLine($"{at} [{NameOf(logEvent.Level)}] {DisplayText.Escape(message.ToString())}");

        // A failure inside a part needs its stack to be mended: here, and nowhere else.
        foreach (var line in logEvent.Exception?.ToString().Split('\n') ?? [])
        {
            output.WriteLine(DisplayText.Escape(line.TrimEnd('\r')));
        }
    }

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        _ => "ERROR",
    };
}
