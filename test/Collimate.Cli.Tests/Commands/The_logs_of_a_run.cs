using Collimate.Cli.Rendering;
using Collimate.TestKit;
using Serilog.Events;
using Serilog.Parsing;

namespace Collimate.Cli.Tests.Commands;

public sealed class The_logs_of_a_run : IDisposable
{
    private const string LineStart = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[(DEBUG|INFO|WARNING|ERROR)\] ";

    private readonly TestRepository _repository = Fleet.Create();
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose()
    {
        _repository.Dispose();
        _cancellation.Dispose();
    }

    [Fact]
    public async Task Say_what_became_of_each_branch()
    {
        await RunAsync("{}", Fleet.Input);

        var lines = await LinesOfAsync("collimate.log");
        Assert.All(lines, line => Assert.Matches(LineStart, line));
        Assert.Contains(lines, line => line.EndsWith("Z [WARNING] fix/conflicting -> main: rebase: Merge conflict in README (unresolvable)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"[INFO] feature/clean -> main: rebase: {_repository.Tip("feature/clean")}", StringComparison.Ordinal));
        Assert.EndsWith("ended: 5 aligned, 2 failed", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Have_a_file_for_each_branch_with_lines_of_no_other()
    {
        // arrange: the first two have the same slug
        string[] branches = ["fix/a-b", "fix-a/b", "feature/clean"];
        _repository.Commit(branches[0], "one", ("one.txt", "1\n"));
        _repository.Commit(branches[1], "two", ("two.txt", "2\n"));

        // act
        await RunAsync("orchestration: { log_level: DEBUG }", Fleet.InputFor(branches));

        // assert
        var files = Directory.GetFiles(Path.Combine(RunFolder(), "logs"));
        Assert.Equal(branches.Length, files.Length);
        Assert.Equal(branches.Order(StringComparer.Ordinal), files.Select(OnlyBranchOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("DEBUG", "DEBUG", "INFO", "WARNING")]
    [InlineData("INFO", "INFO", "WARNING")]
    [InlineData("WARNING", "WARNING")]
    [InlineData("ERROR")]
    public async Task Say_as_much_as_the_level_asks_for(string level, params string[] expected)
    {
        await RunAsync($"orchestration: {{ log_level: {level} }}", Fleet.Input);

        var levels = (await LinesOfAsync("collimate.log")).Select(line => line.Split('[', ']')[1]).Distinct(StringComparer.Ordinal);
        Assert.Equal(expected, levels.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Have_no_files_for_branches_when_they_are_switched_off()
    {
        await RunAsync("orchestration: { log_per_branch: false }", Fleet.Input);

        Assert.False(Directory.Exists(Path.Combine(RunFolder(), "logs")));
        Assert.NotEmpty(await LinesOfAsync("collimate.log"));
    }

    [Fact]
    public async Task Keep_what_was_said_about_branches_that_an_interruption_left()
    {
        var shell = new Shell(_repository)
        {
            Audience = Cli.Commands.Audience.Person,
            Error = new ReactingWriter(_cancellation.Cancel),
            Cancellation = _cancellation.Token,
        };

        await RunAsync("orchestration: { log_level: DEBUG }", Fleet.OnlyClean, shell);

        Assert.Equal("feature/clean", OnlyBranchOf(Assert.Single(Directory.GetFiles(Path.Combine(RunFolder(), "logs")))));
    }

    [Fact]
    public void Are_in_universal_time_and_fit_for_a_terminal()
    {
        // arrange
        var template = new MessageTemplateParser().Parse("{Branch} -> main: align");
        var at = new DateTimeOffset(2026, 7, 1, 0, 30, 0, TimeSpan.FromHours(2));
        var failure = new InvalidOperationException("red\u001b[31m\nsecond");
        using var output = new StringWriter();

        // act
        new LogLines().Format(
            new LogEvent(at, LogEventLevel.Fatal, failure, template, [new LogEventProperty("Branch", new ScalarValue("a\u202Eb\u2028c"))]), output);

        // assert
        Assert.Equal(
            """
            2026-06-30T22:30:00.000Z [ERROR] a\u202Eb\u2028c -> main: align
            System.InvalidOperationException: red\x1B[31m
            second

            """,
            output.ToString());
    }

    private static string OnlyBranchOf(string file) =>
        Assert.Single(File.ReadLines(file).Select(line => line.Split("] ")[1].Split(" -> ")[0]).Distinct(StringComparer.Ordinal));

    private async Task RunAsync(string configuration, string input, Shell? shell = null)
    {
        shell ??= new Shell(_repository);
        shell.Write("collimate.yaml", configuration);
        shell.Write("branches.json", input);
        await shell.RunAsync("align", "--repo", "repository", "--input", "branches.json", "--config", "collimate.yaml");
    }

    private Task<string[]> LinesOfAsync(string file) =>
        File.ReadAllLinesAsync(Path.Combine(RunFolder(), file), TestContext.Current.CancellationToken);

    private string RunFolder() => Directory.GetDirectories(Path.Combine(_repository.GitDirectory, "collimate", "runs")).Single();
}
