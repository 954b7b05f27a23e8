using Collimate.Cli.Commands;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

/// <summary>The command line in this process, beside a test repository, and the proof that each command left the checkout alone.</summary>
/// <remarks>It runs in the directory above the repository, where the input files are, so nothing of theirs is in the worktree.</remarks>
internal sealed class Shell(TestRepository repository)
{
    public TextWriter Out { get; init; } = new StringWriter();

    public TextWriter Error { get; init; } = new StringWriter();

    public Audience Audience { get; init; } = Audience.Program;

    public CancellationToken Cancellation { get; init; }

    public ExitCode InterruptedBy { get; init; } = ExitCode.Interrupted;

    /// <summary>Environment variables instead of those of the repository, or beside them.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Directory { get; } = Path.GetDirectoryName(repository.Path)!;

    public string Write(string name, string content)
    {
        File.WriteAllText(Path.Combine(Directory, name), content);
        return name;
    }

    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        var before = RepositoryState.Of(repository);
        var environment = repository.Environment.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        foreach (var (name, value) in Variables)
        {
            environment[name] = value;
        }

        var exitCode = await CommandLine.RunAsync(arguments, new CommandHost
        {
            Out = Out,
            Error = Error,
            Environment = environment,
            CurrentDirectory = Directory,
            Time = TimeProvider.System,
            ProcessId = System.Environment.ProcessId,
            Audience = Audience,
            Cancellation = Cancellation,
            InterruptedBy = () => InterruptedBy,
        });

        var after = RepositoryState.Of(repository);
        Assert.Equal(before with { References = after.References }, after); // HEAD, index, files and configuration.
        return new CommandResult(arguments, (ExitCode)exitCode, Out.ToString()!, Error.ToString()!);
    }

    /// <summary>Everything of the repository is as it was, and no folder was made for runs.</summary>
    public void ProveNothingWasDone(RepositoryState before)
    {
        var after = RepositoryState.Of(repository);
        Assert.Equal(before.References, after.References);
        Assert.Equal(before with { References = after.References }, after);
        Assert.False(System.IO.Directory.Exists(Path.Combine(repository.GitDirectory, "collimate")), "a folder for runs was made");
    }
}

/// <summary>What a command left behind.</summary>
internal sealed record CommandResult(IReadOnlyList<string> Arguments, ExitCode ExitCode, string Out, string Error);
