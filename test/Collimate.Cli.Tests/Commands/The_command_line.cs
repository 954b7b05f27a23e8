using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class The_command_line : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly Shell _shell;

    public The_command_line() => _shell = new Shell(_repository);

    public void Dispose() => _repository.Dispose();

    [Fact]
    public Task Lists_its_commands_when_asked_for_help() => IsAsApprovedAsync("Lists_its_commands_when_asked_for_help", "--help");

    [Fact]
    public Task Lists_the_options_of_a_command() => IsAsApprovedAsync("Lists_the_options_of_a_command", "align", "--help");

    [Fact]
    public Task Says_its_version() => IsAsApprovedAsync("Says_its_version", "--version");

    [Fact]
    public Task Shows_its_help_as_the_error_when_no_command_is_given() => IsAsApprovedAsync("Shows_its_help_as_the_error_when_no_command_is_given");

    [Theory]
    [InlineData("unknown option '--frobnicate'", "align", "--frobnicate")]
    [InlineData("unknown option '--dryrun' (the nearest is '--dry-run')", "align", "--dryrun", "--input", "x")]
    [InlineData("unknown command 'alig' (the nearest is 'align')", "alig", "--input", "x")]
    [InlineData("unknown command 'x\\x1B[31m'", "x\u001b[31m")]
    [InlineData("unknown argument 'main'", "align", "main")]
    [InlineData("--strategy is 'squash', expected rebase, merge or auto", "align", "--strategy", "squash")]
    [InlineData("--format is 'xml', expected text or json", "align", "--format", "xml")]
    [InlineData("--max-workers is '0', expected a whole number from 1 to 256", "plan", "--max-workers", "0")]
    [InlineData("--max-workers is '257', expected a whole number from 1 to 256", "align", "--max-workers", "257")]
    [InlineData("--max-workers is 'many', expected a whole number from 1 to 256", "align", "--max-workers", "many")]
    [InlineData("Required argument missing for option: '--input'", "align", "--input")]
    public async Task Refuses_what_it_does_not_know_in_one_line(string fact, params string[] arguments)
    {
        var command = arguments[0] is "align" or "plan" ? $"collimate {arguments[0]}" : "collimate";

        var result = await _shell.RunAsync(arguments);

        Assert.Equal($"error: {fact}\nhint:  Nothing was done. Run {command} --help.\n", result.Error);
        Assert.Equal((ExitCode.BadInput, ""), (result.ExitCode, result.Out));
    }

    [Theory]
    [InlineData("--input is missing", "plan")]
    [InlineData("--dry-run has no --format json", "align", "--input", "branches.json", "--dry-run", "--format", "json")]
    public async Task Refuses_what_cannot_be_meant(string fact, params string[] arguments)
    {
        _shell.Write("branches.json", Fleet.OnlyClean);

        var result = await _shell.RunAsync(arguments);

        Assert.StartsWith($"error: {fact}\nhint:  Nothing was done. ", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
    }

    // System.CommandLine would read the arguments from a file named 'team/x'.
    [Fact]
    public async Task Takes_an_at_sign_as_the_beginning_of_a_name()
    {
        _shell.Write("branches.json", Fleet.OnlyClean);

        var result = await _shell.RunAsync("plan", "--repo", "repository", "--input", "branches.json", "--branch", "@team/x");

        Assert.Equal("warning: no branch of the input matches '@team/x' (--branch)\n", result.Error);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    private async Task IsAsApprovedAsync(string test, params string[] arguments) =>
        Approved.Check(await _shell.RunAsync(arguments), _shell, test);
}
