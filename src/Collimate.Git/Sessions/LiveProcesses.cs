using System.Collections.Concurrent;
using System.Globalization;

namespace Collimate.Git.Sessions;

/// <summary>The git processes that we started and that have not been reaped. May be used from several threads.</summary>
internal sealed class LiveProcesses
{
    private const int BytesPerPage = 4096;

    private readonly ConcurrentDictionary<int, byte> _ids = new();

    public int Count => _ids.Count;

    public void Add(int id) => _ids[id] = 0;

    public void Remove(int id) => _ids.TryRemove(id, out _);

    /// <summary>Resident memory of all of them together, in bytes, as <c>/proc</c> tells it; 0 where there is no <c>/proc</c>.</summary>
    public long ResidentBytes() => _ids.Keys.Sum(id => ResidentBytes(id.ToString(CultureInfo.InvariantCulture)));

    /// <param name="process">A process id, or <c>self</c>.</param>
    public static long ResidentBytes(string process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(fields[1], CultureInfo.InvariantCulture) * BytesPerPage;
        }
        catch (IOException)
        {
            // It ended between the listing and the look: it holds no memory.
            return 0;
        }
    }
}
