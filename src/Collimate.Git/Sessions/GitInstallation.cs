namespace Collimate.Git.Sessions;

/// <summary>The git that runs, by its absolute path, and how many of its processes may work at once.</summary>
/// <remarks>May be used from several threads.</remarks>
internal sealed class GitInstallation : IDisposable
{
    private const long DefaultMemoryBytes = 500L << 20;

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private GitInstallation(string path, GitEnvironment environment, int maxConcurrentProcesses, GitMemory memory)
    {
        Memory = memory;
        Path = path;
        Environment = environment;
        Slots = new SemaphoreSlim(maxConcurrentProcesses);
    }

    public string Path { get; }

    /// <summary>Starts a program in a session of its own (util-linux); nothing where it is not installed.</summary>
    public string? SetSidPath { get; private init; }

    public GitEnvironment Environment { get; }

    /// <summary>One slot for each process that has work. Idle sessions hold none.</summary>
    public SemaphoreSlim Slots { get; }

    /// <summary>The processes that are alive, so that memory can be counted and nothing is left behind.</summary>
    public LiveProcesses Live { get; } = new();

    /// <summary>How the memory of a run is shared out among git's caches; each child gets the same.</summary>
    public GitMemory Memory { get; }

    /// <summary>Looks git up in the caller's search path.</summary>
    /// <exception cref="GitNotFoundException">No directory of the path has an executable git.</exception>
    public static GitInstallation Find(GitEnvironment environment, int maxConcurrentProcesses, long memoryBytes = DefaultMemoryBytes)
    {
        var directories = (environment.SearchPath ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return new GitInstallation(FindIn(directories, "git") ?? throw new GitNotFoundException(), environment, maxConcurrentProcesses, GitMemory.For(memoryBytes))
        {
            SetSidPath = FindIn(directories, "setsid"),
        };
    }

    private static string? FindIn(string[] directories, string program) => directories
        .Where(System.IO.Path.IsPathFullyQualified) // A relative entry would let a repository bring its own git.
        .Select(directory => System.IO.Path.Combine(directory, program))
        .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);

    public void Dispose() => Slots.Dispose();
}
