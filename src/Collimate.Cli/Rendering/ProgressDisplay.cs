using System.Globalization;
using Collimate.Cli.Commands;
using Collimate.Engine;

namespace Collimate.Cli.Rendering;

/// <summary>Says X of Y while a run is under way: one line that is rewritten on a terminal, a line for each tenth elsewhere.</summary>
internal sealed class ProgressDisplay(CommandHost host, Loudness loudness) : IAsyncDisposable
{
    private const int Steps = 10;

    private bool _lineOpen;
    private bool _isClosed;
    private int _step;

    public void Show(RunProgress progress)
    {
        if (loudness == Loudness.Quiet || _isClosed)
        {
            return;
        }

        try
        {
            Write(progress);
        }
        catch (IOException)
        {
            // Nobody can read it; that is no reason to stop a run.
            _isClosed = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_lineOpen && !_isClosed)
        {
            await host.Error.WriteAsync("\r\u001b[K");
            _lineOpen = false;
        }
    }

    private void Write(RunProgress progress)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{progress.Finished} of {progress.Total} branches finished, {progress.Retired} retired");
        if (host.Audience == Audience.Person)
        {
            host.Error.Write($"\r{text}\u001b[K");
            _lineOpen = true;
        }
        else if (progress.Retired * Steps / Math.Max(1, progress.Total) is var step && step > _step)
        {
            _step = step;
            host.Error.WriteLine(text);
        }
    }
}

/// <summary>How much a command says.</summary>
internal enum Loudness
{
    Quiet,
    Normal,
    Verbose,
}
