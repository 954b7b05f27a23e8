using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class A_stream_that_fails : IDisposable
{
    private readonly TestRepository _repository = Fleet.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Ends_in_two_lines_and_70_when_the_mistake_is_ours()
    {
        var result = await RunAsync(new Shell(_repository) { Out = new ReactingWriter(() => throw new InvalidOperationException("no\u001b[31m")) }, "-q");

        Assert.Equal(
            """
            error: BUG: InvalidOperationException: no\x1B[31m
            hint:  Every branch is at its old or its new tip; please report this with the log of the run.

            """,
            result.Error);
        Assert.Equal(ExitCode.InternalError, result.ExitCode);
    }

    [Fact]
    public async Task Says_bug_only_once()
    {
        var result = await RunAsync(new Shell(_repository) { Out = new ReactingWriter(() => throw new InvalidOperationException("BUG: known")) }, "-q");

        Assert.StartsWith("error: BUG: known\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_in_two_lines_and_5_when_the_output_is_full()
    {
        var result = await RunAsync(new Shell(_repository) { Out = new ReactingWriter(() => throw new IOException("No space left on device")) }, "-q");

        Assert.Equal(
            """
            error: No space left on device
            hint:  Every branch is at its old or its new tip. Check the disk and where the output goes.

            """,
            result.Error);
        Assert.Equal(ExitCode.StorageFailed, result.ExitCode);
    }

    [Fact]
    public async Task Does_not_stop_a_run_when_it_only_shows_the_progress()
    {
        var shell = new Shell(_repository) { Error = new ReactingWriter(() => throw new IOException("Broken pipe")) };

        var result = await RunAsync(shell);

        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
        Assert.Equal("theirs\n", _repository.Show("feature/clean", "README"));
    }

    [Fact]
    public async Task Still_ends_with_its_exit_code_when_nobody_can_be_told()
    {
        var shell = new Shell(_repository) { Error = new ReactingWriter(() => throw new IOException("Broken pipe")) };

        Assert.Equal(ExitCode.BadInput, (await shell.RunAsync("algin")).ExitCode);
    }

    private static Task<CommandResult> RunAsync(Shell shell, params string[] options)
    {
        shell.Write("branches.json", Fleet.OnlyClean);
        return shell.RunAsync(["align", "--repo", "repository", "--input", "branches.json", .. options]);
    }
}
