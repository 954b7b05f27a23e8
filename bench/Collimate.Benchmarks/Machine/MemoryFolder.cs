namespace Collimate.Benchmarks.Machine;

/// <summary>A folder in memory, removed in the end.</summary>
internal sealed class MemoryFolder : IDisposable
{
    private const string Mount = "/dev/shm";

    // What the largest measurement needs, and as much again.
    private const long RequiredBytes = 4L << 30;

    private MemoryFolder(string location) => Location = location;

    public string Location { get; }

    /// <summary>Nothing where there is no room.</summary>
    public static MemoryFolder? Find() =>
        Directory.Exists(Mount) && new DriveInfo(Mount) is { DriveFormat: "tmpfs", AvailableFreeSpace: >= RequiredBytes }
            ? new MemoryFolder(Directory.CreateDirectory(Path.Combine(Mount, $"collimate-bench-{Path.GetRandomFileName()}")).FullName)
            : null;

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
