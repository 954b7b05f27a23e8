using System.Globalization;

namespace Collimate.Benchmarks.Machine;

/// <summary>Watches how much memory a process and all its descendants hold together, about every ten milliseconds.</summary>
/// <remarks>
/// Resident pages of every process are added up, so what processes share counts several times: the sum is an upper bound.
/// What lies in file systems that live in memory counts too, as far as it has grown since the beginning.
/// </remarks>
internal sealed class MemorySampler : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _memoryFilesBefore = BytesOfFilesInMemory();
    private readonly Task _watching;

    public MemorySampler(int process) => _watching = WatchAsync(process);

    /// <summary>The largest sum seen so far, in bytes.</summary>
    public long PeakBytes { get; private set; }

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
                var files = Math.Max(0, BytesOfFilesInMemory() - _memoryFilesBefore);
                PeakBytes = Math.Max(PeakBytes, ResidentBytesOfTree(process) + files);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Enough seen.
        }
    }

    private static long ResidentBytesOfTree(int process)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        try
        {
            var pages = File.ReadAllText($"{folder}/statm").Split(' ')[1];
            var bytes = long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;

            // A child belongs to the thread that started it, so every thread is asked.
            return bytes + Directory.EnumerateDirectories($"{folder}/task")
                .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Sum(child => ResidentBytesOfTree(int.Parse(child, CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            // It ended between the listing and the look: it holds no memory.
            return 0;
        }
    }

    private static long BytesOfFilesInMemory() => DriveInfo.GetDrives()
        .Where(drive => drive.DriveFormat is "tmpfs" or "ramfs")
        .Sum(drive => drive.TotalSize - drive.TotalFreeSpace);
}
