using System.Globalization;

namespace Collimate.Cli.Tests.Commands;

/// <summary>Does something at the first text that is written to it: how a test gets into the middle of a run.</summary>
internal sealed class ReactingWriter(Action react) : StringWriter(CultureInfo.InvariantCulture)
{
    private int _reacted;

    public override void Write(string? value)
    {
        React();
        base.Write(value);
    }

    public override void WriteLine(string? value)
    {
        React();
        base.WriteLine(value);
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    private void React()
    {
        if (Interlocked.Exchange(ref _reacted, 1) == 0)
        {
            react();
        }
    }
}
