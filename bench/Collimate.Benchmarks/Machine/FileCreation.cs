using System.Globalization;

namespace Collimate.Benchmarks.Machine;

/// <summary>How long this disk takes for a new small file. Most of what git does for a merge is to make such files.</summary>
internal static class FileCreation
{
    private const int Files = 500;

    /// <param name="folder">Made here; the files stay.</param>
    /// <returns>Microseconds for each file.</returns>
    public static double Measure(string folder)
    {
        Directory.CreateDirectory(folder);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Files; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, i.ToString(CultureInfo.InvariantCulture)), "some content"u8);
        }

        return TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / Files;
    }
}
