namespace Collimate.Git.References;

/// <summary>The file of a loose reference (gitrepository-layout(5)).</summary>
internal static class ReferenceFile
{
    /// <summary>Whether the reference only points at another one at this moment. Packed references never do.</summary>
    /// <remarks>Cheap enough to ask before every move. What cannot be read is left to git, which says why.</remarks>
    public static bool IsSymbolic(string commonDirectory, ReferenceName name)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(commonDirectory, name.ToString()));
            Span<byte> start = stackalloc byte[4];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("ref:"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
