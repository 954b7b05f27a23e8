using System.Runtime.CompilerServices;

namespace Collimate.Conformance.Tests;

/// <summary>Makes temporary directories in memory where that is possible.</summary>
/// <remarks>Git makes and removes thousands of small files here; on a disk that took more than half of the time.</remarks>
internal static class MemoryBackedFiles
{
    private const string Memory = "/dev/shm";

    [ModuleInitializer]
    internal static void Prefer()
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(Memory, Path.GetRandomFileName())).Delete();
            Environment.SetEnvironmentVariable("TMPDIR", Memory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then they are where everybody has them.
        }
    }
}
