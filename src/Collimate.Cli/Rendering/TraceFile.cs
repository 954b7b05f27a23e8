using System.Text.Json;

namespace Collimate.Cli.Rendering;

/// <summary>A file in the trace event format, which chrome://tracing and Perfetto open: an array with an event in each line.</summary>
/// <remarks>
/// <para>Events go to the file as they come, and the file is opened with the first of them: until then an older one is kept.</para>
/// <para>A disk that fails is remembered and stops no run. Not for several threads.</para>
/// </remarks>
internal sealed class TraceFile(string path) : IDisposable
{
    private const int Chunk = 64 * 1024;
    private const decimal TicksOfMicrosecond = TimeSpan.TicksPerMicrosecond;

    private readonly MemoryStream _pending = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null);
    private FileStream? _file;
    private bool _hasEvents;

    /// <summary>Why the file is missing or ends too early.</summary>
    public Exception? Failure { get; private set; }

    public void Add(TracePart part, string title)
    {
        AddName("process_name", part, null, title);
        AddOrder("process_sort_index", part, null, (int)part);
    }

    public void Add(TraceRow row)
    {
        AddName("thread_name", row.Part, row.Id, row.Title);
        AddOrder("thread_sort_index", row.Part, row.Id, row.Id);
    }

    /// <param name="ended">Ticks since the run began.</param>
    public void Add(TraceStep step, long ended)
    {
        Begin(step.Activity.DisplayName, "X", step.Row.Part, step.Row.Id);
        _json.WriteString("cat", step.Activity.OperationName);
        _json.WriteNumber("ts", step.Began / TicksOfMicrosecond);
        _json.WriteNumber("dur", (ended - step.Began) / TicksOfMicrosecond);
        _json.WriteStartObject("args");
        foreach (var (key, value) in step.Activity.TagObjects)
        {
            Add(key, value);
        }

        End();
    }

    /// <summary>Ends the array and closes the file; the last one to be called.</summary>
    public void Dispose()
    {
        if (_hasEvents)
        {
            _pending.Write("\n]\n"u8);
            WritePending();
        }

        _file?.Dispose();
        _json.Dispose();
        _pending.Dispose();
    }

    private void AddName(string name, TracePart part, int? row, string value)
    {
        Begin(name, "M", part, row);
        _json.WriteStartObject("args");
        _json.WriteString("name", value);
        End();
    }

    private void AddOrder(string name, TracePart part, int? row, int value)
    {
        Begin(name, "M", part, row);
        _json.WriteStartObject("args");
        _json.WriteNumber("sort_index", value);
        End();
    }

    private void Add(string key, object? value)
    {
        switch (value)
        {
            case int number:
                _json.WriteNumber(key, number);
                break;
            case double number:
                _json.WriteNumber(key, number);
                break;
            default:
                _json.WriteString(key, value?.ToString());
                break;
        }
    }

    private void Begin(string name, string phase, TracePart part, int? row)
    {
        _pending.Write(_hasEvents ? ",\n"u8 : "[\n"u8);
        _hasEvents = true;
        _json.Reset(_pending);
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteString("ph", phase);
        _json.WriteNumber("pid", (int)part);
        if (row is { } id)
        {
            _json.WriteNumber("tid", id);
        }
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        if (_pending.Length >= Chunk)
        {
            WritePending();
        }
    }

    private void WritePending()
    {
        try
        {
            if (Failure is null)
            {
                _file ??= new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
                _pending.WriteTo(_file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
        }

        _pending.SetLength(0);
    }
}
