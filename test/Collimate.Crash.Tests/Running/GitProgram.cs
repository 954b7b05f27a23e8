namespace Collimate.Crash.Tests.Running;

/// <summary>The git of this machine.</summary>
internal static class GitProgram
{
    public static string Path { get; } = Find("git")!;

    public static string? Find(string program) => Environment.GetEnvironmentVariable("PATH")!
        .Split(System.IO.Path.PathSeparator)
        .Select(directory => System.IO.Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);
}
