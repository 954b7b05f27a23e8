using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Collimate.TestKit;

/// <summary>A real repository in a temporary directory: own home, no system configuration, a clock that ticks a minute per commit.</summary>
/// <remarks>Commits are made between objects, so the checkout of <c>main</c> stays as it was made. Disposing removes everything.</remarks>
public sealed class TestRepository : IDisposable
{
    private const long FirstCommit = 1_700_000_000;
    private const int SecondsPerCommit = 60;

    private readonly DirectoryInfo _home;
    private long _clock = FirstCommit;
    private string? _gitDirectory;

    private TestRepository(DirectoryInfo home, string path)
    {
        _home = home;
        Path = path;
    }

    /// <summary>The worktree, or the git directory of a bare repository.</summary>
    public string Path { get; }

    public string GitDirectory => _gitDirectory ??= Git("rev-parse", "--path-format=absolute", "--git-common-dir").Trim();

    /// <summary>The environment in which git and the tool run here.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")!,
        ["HOME"] = _home.FullName,
        ["GIT_CONFIG_NOSYSTEM"] = "1",
    };

    /// <summary>A repository with one commit on <c>main</c>, which is checked out.</summary>
    /// <param name="init">Further arguments for <c>git init</c>, for example <c>--object-format=sha256</c> or <c>--bare</c>.</param>
    public static TestRepository Create(params string[] init)
    {
        var home = Directory.CreateTempSubdirectory("collimate-test-");
        var path = System.IO.Path.Combine(home.FullName, "repository");
        var repository = new TestRepository(home, path);
        Directory.CreateDirectory(path);
        repository.Git(["init", "--quiet", "--template=", "--initial-branch=main", .. init]); // Sample hooks would be most of its files.
        Directory.CreateDirectory(System.IO.Path.Combine(repository.GitDirectory, "hooks"));
        Directory.CreateDirectory(System.IO.Path.Combine(repository.GitDirectory, "info"));
        repository.Git("config", "user.name", "Ada Tester");
        repository.Git("config", "user.email", "ada@example.com");
        repository.Commit("main", "first", ("README", "the first line\n"));
        if (!init.Contains("--bare"))
        {
            repository.Git("reset", "--quiet", "--hard");
        }

        return repository;
    }

    /// <summary>The same repository in another place. Only for repositories without linked worktrees.</summary>
    public TestRepository Copy()
    {
        var home = Directory.CreateTempSubdirectory("collimate-test-");
        var path = System.IO.Path.Combine(home.FullName, "repository");
        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Prepend(Path))
        {
            Directory.CreateDirectory(System.IO.Path.Join(path, directory[Path.Length..]));
        }

        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, System.IO.Path.Join(path, file[Path.Length..]));
        }

        return new TestRepository(home, path) { _clock = _clock };
    }

    /// <summary>A clone by git, as from another machine.</summary>
    /// <param name="how">Further arguments for <c>git clone</c>.</param>
    public TestRepository Clone(params string[] how)
    {
        var home = Directory.CreateTempSubdirectory("collimate-test-");
        var path = System.IO.Path.Combine(home.FullName, "repository");
        Git(["clone", "--quiet", "--template=", .. how, how.Contains("--shared") ? Path : $"file://{Path}", path]);
        var clone = new TestRepository(home, path) { _clock = _clock };
        clone.Git("config", "user.name", "Ada Tester");
        clone.Git("config", "user.email", "ada@example.com");
        return clone;
    }

    /// <summary>A path beside the repository that is removed with it.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_home.FullName, name);

    /// <summary>Writes a file of the git directory, past git.</summary>
    public void WriteGitFile(string path, string content) => File.WriteAllText(System.IO.Path.Combine(GitDirectory, path), content);

    /// <summary>Installs a hook.</summary>
    /// <param name="script">Lines of shell.</param>
    /// <param name="folder">Absolute; the repository's own when nothing is given.</param>
    public void WriteHook(string name, string script, string? folder = null)
    {
        var hooks = folder ?? System.IO.Path.Combine(GitDirectory, "hooks");
        Directory.CreateDirectory(hooks);
        var file = System.IO.Path.Combine(hooks, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The file of a loose object.</summary>
    public string LooseObject(string id) => System.IO.Path.Combine(GitDirectory, "objects", id[..2], id[2..]);

    /// <summary>Adds a commit to a branch without checking it out; a branch that does not exist begins at <c>main</c>.</summary>
    /// <param name="changes">Paths and contents; nothing as content deletes the path.</param>
    /// <returns>The id of the commit.</returns>
    public string Commit(string branch, string message, params (string Path, string? Content)[] changes)
    {
        _clock += SecondsPerCommit;
        var stream = new StringBuilder();
        var who = string.Create(CultureInfo.InvariantCulture, $"Ada Tester <ada@example.com> {_clock} +0100");
        stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\n{Data(message)}");
        if (Exists(branch))
        {
            stream.Append(CultureInfo.InvariantCulture, $"from refs/heads/{branch}^0\n");
        }
        else if (Exists("main"))
        {
            stream.Append("from refs/heads/main^0\n");
        }

        foreach (var (path, content) in changes)
        {
            // As git-fast-import(1) wants it where a path has a line break.
            var name = path.Contains('\n', StringComparison.Ordinal) ? $"\"{path.Replace("\n", "\\n", StringComparison.Ordinal)}\"" : path;
            stream.Append(content is null ? $"D {name}\n" : $"M 100644 inline {name}\n{Data(content)}");
        }

        FastImport(Encoding.UTF8.GetBytes(stream.ToString()));
        return Tip(branch);
    }

    /// <summary>Makes or moves a branch to where a revision points.</summary>
    public void Branch(string name, string revision) => Git("update-ref", $"refs/heads/{name}", Git("rev-parse", $"{revision}^{{commit}}").Trim());

    public bool Exists(string branch) => Run(["show-ref", "--verify", "--quiet", $"refs/heads/{branch}"], []).ExitCode == 0;

    public string Tip(string branch) => Git("rev-parse", "--verify", $"refs/heads/{branch}").Trim();

    public string Show(string revision, string path) => Git("show", $"{revision}:{path}");

    /// <summary>Subjects of the commits from the newest to the oldest.</summary>
    public string[] Subjects(string range) => Git("log", "--format=%s", "--topo-order", range).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void FastImport(byte[] stream)
    {
        var (exitCode, _, error) = Run(["fast-import", "--quiet", "--force"], stream);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"git fast-import ended with {exitCode}: {error}");
        }
    }

    /// <summary>Runs git here; it has no reason to fail.</summary>
    /// <returns>Its output as UTF-8.</returns>
    public string Git(params string[] arguments)
    {
        var (exitCode, output, error) = Run(arguments, []);
        return exitCode == 0
            ? Encoding.UTF8.GetString(output)
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {exitCode}: {error}");
    }

    public (int ExitCode, byte[] Output, string Error) Run(IReadOnlyList<string> arguments, byte[] input) =>
        Run(arguments, input, new Dictionary<string, string>());

    /// <param name="variables">For the environment, beside those of the repository.</param>
    public (int ExitCode, byte[] Output, string Error) Run(
        IReadOnlyList<string> arguments, byte[] input, IReadOnlyDictionary<string, string> variables) =>
        RunAsync(arguments, input, variables).GetAwaiter().GetResult();

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The test kit is the place from which tests start git.")]
    private async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(
        IReadOnlyList<string> arguments, byte[] input, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment.Concat(variables))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = new MemoryStream();
        var writing = WriteAsync(process.StandardInput, input);
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await writing;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray(), await error);
    }

    private static async Task WriteAsync(StreamWriter destination, byte[] input)
    {
        await destination.BaseStream.WriteAsync(input);
        destination.Close();
    }

    public void Dispose()
    {
        foreach (var directory in _home.EnumerateDirectories("*", SearchOption.AllDirectories))
        {
            directory.UnixFileMode |= UnixFileMode.UserWrite; // A test may have made it read-only.
        }

        _home.Delete(recursive: true);
    }

    private static string Data(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(text)}\n{text}\n");
}
