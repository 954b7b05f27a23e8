using System.Globalization;
using Collimate.Cli.Commands;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class The_progress_of_a_run : IDisposable
{
    private readonly TestRepository _repository = Fleet.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_plain_lines_that_count_up_where_no_terminal_is()
    {
        var error = await RunAsync(Audience.Program);

        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches("^[1-7] of 7 branches finished, [1-7] retired$", line));
        Assert.Equal("7 of 7 branches finished, 7 retired", lines[^1]);
        var retired = lines.Select(line => int.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(retired.Distinct().Order(), retired);
    }

    [Fact]
    public async Task Is_one_line_that_is_gone_in_the_end_on_a_terminal()
    {
        var error = await RunAsync(Audience.Person);

        Assert.Contains("\r7 of 7 branches finished, 7 retired\u001b[K", error, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("--quiet")]
    public async Task Is_not_shown_when_quiet(string option) => Assert.Equal("", await RunAsync(Audience.Person, option));

    private async Task<string> RunAsync(Audience audience, params string[] options)
    {
        var shell = new Shell(_repository) { Audience = audience };
        shell.Write("branches.json", Fleet.Input);
        return (await shell.RunAsync(["align", "--repo", "repository", "--input", "branches.json", .. options])).Error;
    }
}
