using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Collimate.Engine.Reporting;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Collimate.Cli.Rendering;

/// <summary>Collects the events of each branch and writes its file when the branch has its result.</summary>
/// <remarks>
/// In memory until then: a thousand branches in flight would be a thousand open files. So concurrent branches never mix
/// lines. May be used from several threads.
/// </remarks>
internal sealed class BranchLogFiles(string directory, ITextFormatter formatter) : ILogEventSink, IDisposable
{
    private const int HashDigits = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<LogEvent>> _open = new(StringComparer.Ordinal);

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Properties.GetValueOrDefault("Branch") is not ScalarValue { Value: string branch })
        {
            return;
        }

        lock (_gate)
        {
            if (!_open.TryGetValue(branch, out var events))
            {
                _open[branch] = events = [];
            }

            events.Add(logEvent);
            if (logEvent.Properties.ContainsKey("Result"))
            {
                Write(branch, events);
                _open.Remove(branch);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (branch, events) in _open)
            {
                Write(branch, events);
            }

            _open.Clear();
        }
    }

    private void Write(string branch, List<LogEvent> events)
    {
        Directory.CreateDirectory(directory);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        events.ForEach(logEvent => formatter.Format(logEvent, text));

        // Two branches may have the same slug.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(branch)))[..HashDigits];
        File.AppendAllText(Path.Combine(directory, $"{RunFolder.Slug(branch)}-{hash}.log"), text.ToString());
    }
}
