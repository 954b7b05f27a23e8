using Collimate.Engine.Categorizing;

namespace Collimate.Cli.Commands;

/// <summary>A file that the command line names for reading.</summary>
internal static class InputFile
{
    /// <param name="path">As the person wrote it.</param>
    /// <param name="named">The option that names it.</param>
    /// <exception cref="UsageException">It cannot be read, or is larger than any input can be.</exception>
    public static byte[] Read(string path, string named, CommandHost host)
    {
        var full = host.Resolve(path);
        if (path.Length == 0 || Directory.Exists(full))
        {
            throw Refusal("is a directory, expected a file");
        }

        try
        {
            return new FileInfo(full) is { Exists: true, Length: > CategorizedBranchesFile.MaxBytes and var length }
                ? throw Refusal($"has {length} bytes, expected at most {CategorizedBranchesFile.MaxBytes}")
                : File.ReadAllBytes(full);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refusal("does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal($"cannot be read: {e.Message}");
        }

        UsageException Refusal(string problem) => new($"'{path}' {problem}", $"Nothing was done. Check {named}.");
    }
}
