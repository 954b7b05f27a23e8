namespace Collimate.Cli.Commands;

/// <summary>A file that a run writes at its end, outside the repository.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before anything moves, not after 800 branches, whether it can be written.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="named">The option or key that names it.</param>
    /// <exception cref="UsageException">It cannot.</exception>
    public static void Check(string path, string named)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"'{path}' is a directory, expected a file", $"Nothing was done. Check {named}.");
        }

        var isNew = !File.Exists(path);
        try
        {
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be written: {e.Message}", $"Nothing was done. Check {named}.");
        }
    }
}
