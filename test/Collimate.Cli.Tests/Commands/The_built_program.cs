using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

/// <summary>The program as it is shipped, in a process of its own: what only the process can get wrong.</summary>
public sealed class The_built_program : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "collimate");

    private readonly TestRepository _repository = Fleet.Create();
    private readonly Shell _shell;

    public The_built_program()
    {
        _shell = new Shell(_repository);
        _shell.Write("branches.json", Fleet.OnlyClean);
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Says_its_version()
    {
        var (exitCode, output, error) = await RunAsync("--version");

        Assert.StartsWith("collimate 0.", output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public async Task Ends_with_the_exit_code_of_the_command()
    {
        var (exitCode, output, error) = await RunAsync("algin");

        Assert.Equal((2, "", "error: unknown command 'algin' (the nearest is 'align')\nhint:  Nothing was done. Run collimate --help.\n"), (exitCode, output, error));
    }

    // As in a hook, which exports where its own repository is.
    [Fact]
    public async Task Works_on_the_repository_that_is_named_and_not_on_that_of_the_environment()
    {
        // arrange
        using var other = Fleet.Create();
        var before = RepositoryState.Of(other);

        // act
        var (exitCode, _, error) = await RunAsync(
            $"export GIT_DIR='{other.GitDirectory}' GIT_WORK_TREE='{other.Path}'; exec \"$0\" \"$@\"",
            "align", "--repo", "repository", "--input", "branches.json", "-q");

        // assert
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal("theirs\n", _repository.Show("feature/clean", "README"));
        Assert.Equal(before.References, RepositoryState.Of(other).References);
    }

    [Theory]
    [InlineData("exec \"$0\" \"$@\" > /dev/full", 5)]
    [InlineData("exec \"$0\" \"$@\" 2> /dev/full", 0)]
    [InlineData("mkdir gone && cd gone && rmdir ../gone && exec \"$0\" \"$@\"", 2)]
    public async Task Shows_no_stack_trace_whatever_the_shell_does_to_it(string script, int expected)
    {
        var (exitCode, _, error) = await RunAsync(script, "plan", "--repo", "repository", "--input", "branches.json");

        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("BUG", error, StringComparison.Ordinal);
        Assert.Equal(expected, exitCode);
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string argument) => RunAsync("exec \"$0\" \"$@\"", argument);

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The program itself is tested here, not git.")]
    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, Program, .. arguments])
        {
            WorkingDirectory = _shell.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _repository.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
