using System.Collections.Concurrent;
using System.Globalization;

namespace Collimate.Git.Sessions;

/// <summary>The git processes that we started and that have not been reaped. May be used from several threads.</summary>
internal sealed class LiveProcesses
{
    private readonly ConcurrentDictionary<int, byte> _ids = new();

    public int Count => _ids.Count;

    public void Add(int id) => _ids[id] = 0;

    public void Remove(int id) => _ids.TryRemove(id, out _);

    /// <summary>What all of them hold together, in bytes.</summary>
    /// <remarks>They map the same program and the same packs, so what is mapped counts once: that of the one that has most.</remarks>
    public long HeldBytes()
    {
        var held = _ids.Keys.Select(id => ProcessMemory.Of(id)).ToArray();
        return held.Sum(memory => memory.OwnBytes) + held.Select(memory => memory.MappedBytes).DefaultIfEmpty().Max();
    }
}

/// <summary>The memory of one process, as <c>/proc</c> tells it; nothing where there is no <c>/proc</c>.</summary>
/// <param name="OwnBytes">Pages that nobody else can use: heap and stacks.</param>
/// <param name="MappedBytes">Pages of files that are in memory: programs, libraries, packs.</param>
internal readonly record struct ProcessMemory(long OwnBytes, long MappedBytes)
{
    private const int BytesPerPage = 4096;

    public long HeldBytes => OwnBytes + MappedBytes;

    public static ProcessMemory OfThisProcess() => Of("self");

    public static ProcessMemory Of(int process) => Of(process.ToString(CultureInfo.InvariantCulture));

    // Not smaps_rollup, which knows exactly what is shared: it walks all pages, for milliseconds, at each admission.
    private static ProcessMemory Of(string process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            var resident = long.Parse(fields[1], CultureInfo.InvariantCulture);
            var shared = long.Parse(fields[2], CultureInfo.InvariantCulture);
            return new ProcessMemory((resident - shared) * BytesPerPage, shared * BytesPerPage);
        }
        catch (IOException)
        {
            // It ended between the listing and the look: it holds no memory.
            return default;
        }
    }
}
