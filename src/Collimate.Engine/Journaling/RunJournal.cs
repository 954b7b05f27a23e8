using System.Text.Json;
using Collimate.Git;
using Microsoft.Win32.SafeHandles;

namespace Collimate.Engine.Journaling;

/// <summary>What a run is about to do and what it has done: append-only, one line for each entry.</summary>
/// <remarks>
/// <para>A torn last line is recognised by its checksum (<see cref="JournalLine"/>).</para>
/// <para>An entry is on the disk before the change that it announces: <see cref="Append"/> returns after fsync.</para>
/// <para>Not for several threads: only the retiring side of a run writes.</para>
/// </remarks>
internal sealed class RunJournal : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly List<byte[]> _pending = [];
    private long _length;
    private int _sequence;
    private string _checksum = JournalLine.NoChecksum;

    private RunJournal(SafeFileHandle file, string path, TimeProvider time)
    {
        _file = file;
        _path = path;
        _time = time;
    }

    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static RunJournal Create(string path, TimeProvider time)
    {
        FailPoint.Before(FailPoint.JournalMade);
        var file = DurableFile.OpenShared(path);
        foreach (var directory in NewDirectories(path))
        {
            DurableFile.SynchronizeDirectory(directory);
        }

        FailPoint.After(FailPoint.JournalMade);
        return new RunJournal(file, path, time);
    }

    // The folder of the run, that of all runs and that of the tool: each of them may have been made a moment ago.
    private static IEnumerable<string> NewDirectories(string path)
    {
        var run = Path.GetDirectoryName(path)!;
        var runs = Path.GetDirectoryName(run)!;
        return [run, runs, Path.GetDirectoryName(runs)!];
    }

    /// <summary>Goes on with a journal that was read; what was torn behind it is cut off.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static RunJournal Continue(string path, JournalContent content, TimeProvider time)
    {
        var file = DurableFile.OpenShared(path);
        if (RandomAccess.GetLength(file) > content.Length)
        {
            FailPoint.Before(FailPoint.JournalCut);
            RandomAccess.SetLength(file, content.Length);
            FailPoint.After(FailPoint.JournalCut);
        }

        return new RunJournal(file, path, time) { _length = content.Length, _sequence = content.Lines.Count, _checksum = content.Checksum };
    }

    /// <summary>Notes an entry that goes to the disk together with the next <see cref="Append"/>.</summary>
    /// <param name="kind">One of <see cref="JournalKind"/>.</param>
    public void Note(string kind, Action<Utf8JsonWriter> writeFacts)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence", ++_sequence);
            writer.WriteString("at", _time.GetUtcNow().UtcDateTime);
            writer.WriteString("kind", kind);
            writeFacts(writer);
            writer.WriteEndObject();
        }

        (var line, _checksum) = JournalLine.Write(_checksum, json.ToArray());
        _pending.Add(line);
    }

    /// <summary>Writes all noted entries and waits until they are on the disk.</summary>
    /// <exception cref="IOException">The disk is full or failed; what the entries announce must not happen.</exception>
    public void Append()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var bytes = _pending.SelectMany(piece => piece).ToArray();
        using var step = Timeline.Start(Timeline.Journal)?.SetTag("bytes", bytes.Length);
        _pending.Clear();
        FailPoint.Before(FailPoint.JournalWritten);
        RandomAccess.Write(_file, bytes, _length);
        FailPoint.After(FailPoint.JournalWritten);
        _length += bytes.Length;
        DurableFile.Synchronize(_file, _path);
        FailPoint.After(FailPoint.JournalSynchronized);
    }

    public void Dispose() => _file.Dispose();
}
