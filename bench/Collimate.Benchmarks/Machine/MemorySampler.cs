using System.Globalization;

namespace Collimate.Benchmarks.Machine;

/// <summary>Watches how much memory a process and all its descendants hold together, about every ten milliseconds.</summary>
/// <remarks>
/// What lies in file systems that live in memory counts too, as far as it has grown since the beginning, whoever wrote it.
/// </remarks>
internal sealed class MemorySampler : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _memoryFilesBefore = BytesOfFilesInMemory();
    private readonly Task _watching;

    public MemorySampler(int process) => _watching = WatchAsync(process);

    /// <summary>The largest sums seen so far.</summary>
    public MemoryPeak Peak { get; private set; } = new(0, 0, 0, 0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(int process)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            do
            {
                var now = Look(process);
                var files = Math.Max(0, BytesOfFilesInMemory() - _memoryFilesBefore);
                Peak = new MemoryPeak(
                    Math.Max(Peak.ResidentBytes, now.ResidentBytes + files),
                    Math.Max(Peak.ProportionalBytes, now.ProportionalBytes + files),
                    Math.Max(Peak.FileBytes, files),
                    Peak.Samples + 1);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Enough seen.
        }
    }

    private static MemoryPeak Look(int process, string parentCommand = "")
    {
        var nothing = new MemoryPeak(0, 0, 0, 1);
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        try
        {
            // A child that has not become another program yet (vfork) has the memory of its parent and none of its own.
            var command = File.ReadAllText($"{folder}/cmdline");
            if (command == parentCommand)
            {
                return nothing;
            }

            var lines = File.ReadAllLines($"{folder}/smaps_rollup");
            var sum = new MemoryPeak(KibibytesOf(lines, "Rss:") << 10, KibibytesOf(lines, "Pss:") << 10, 0, 1);

            // A child belongs to the thread that started it, so every thread is asked.
            foreach (var child in Directory.EnumerateDirectories($"{folder}/task")
                .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                var held = Look(int.Parse(child, CultureInfo.InvariantCulture), command);
                sum = new MemoryPeak(sum.ResidentBytes + held.ResidentBytes, sum.ProportionalBytes + held.ProportionalBytes, 0, 1);
            }

            return sum;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and the look: it holds no memory.
            return nothing;
        }
    }

    private static long KibibytesOf(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[name.Length..^"kB".Length], CultureInfo.InvariantCulture)
            : 0;

    private static long BytesOfFilesInMemory() => DriveInfo.GetDrives()
        .Where(drive => drive.DriveFormat is "tmpfs" or "ramfs")
        .Sum(drive => drive.TotalSize - drive.TotalFreeSpace);
}

/// <summary>The largest sums over a process, its descendants and files in memory, in bytes.</summary>
/// <param name="ResidentBytes">What several processes share counts for each of them: an upper bound.</param>
/// <param name="ProportionalBytes">What several processes share counts once, with its share for those that are watched.</param>
/// <param name="FileBytes">Files in memory, part of both.</param>
internal sealed record MemoryPeak(long ResidentBytes, long ProportionalBytes, long FileBytes, int Samples);
