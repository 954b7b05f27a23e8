using System.Text.Json;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class A_hostile_branch_name : IDisposable
{
    // Git accepts both: the first turns the direction of what follows, the second begins a line.
    private const string TurnsText = "evil\u202Egpj.exe";
    private const string BreaksLine = "evil\u2028error";

    private readonly TestRepository _repository = Fleet.Create();
    private readonly Shell _shell;

    public A_hostile_branch_name()
    {
        _shell = new Shell(_repository);
        _repository.Branch(TurnsText, "fix/conflicting");
        _repository.Branch(BreaksLine, "fix/conflicting");
        _shell.Write("branches.json", Fleet.InputFor(TurnsText, BreaksLine));
    }

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("align", "-v")]
    [InlineData("align", "--dry-run")]
    [InlineData("plan", "--strategy=rebase")]
    public async Task Cannot_act_on_a_terminal(string command, string option)
    {
        var result = await _shell.RunAsync(command, "--repo", "repository", "--input", "branches.json", option);

        Assert.Contains(@"evil\u202Egpj.exe", result.Out, StringComparison.Ordinal);
        Assert.Contains(@"evil\u2028error", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Out + result.Error, character => character is '\u202E' or '\u2028' or '\u001b');
    }

    [Fact]
    public async Task Cannot_act_on_the_terminal_that_shows_a_log()
    {
        await _shell.RunAsync("align", "--repo", "repository", "--input", "branches.json");

        var logs = Directory.GetFiles(Path.Combine(_repository.GitDirectory, "collimate"), "*.log", SearchOption.AllDirectories);
        Assert.Equal(3, logs.Length);
        Assert.All(logs, log => Assert.DoesNotContain(log + File.ReadAllText(log), character => character is '\u202E' or '\u2028'));
    }

    [Fact]
    public async Task Stays_as_it_is_for_programs()
    {
        var result = await _shell.RunAsync("align", "--repo", "repository", "--input", "branches.json", "--format", "json");

        using var document = JsonDocument.Parse(result.Out);
        var names = document.RootElement.GetProperty("orchestration_results").GetProperty("main").GetProperty("branches")
            .EnumerateArray().Select(branch => branch.GetProperty("branch_name").GetString()!);
        Assert.Equal(new[] { TurnsText, BreaksLine }.Order(StringComparer.Ordinal), names);
        Assert.DoesNotContain(result.Out, character => character is '\u202E' or '\u2028');
    }

    [Fact]
    public async Task Is_aligned_when_it_is_as_long_as_a_file_name_can_be()
    {
        var name = new string('n', 245);
        _repository.Branch(name, "feature/clean");
        _shell.Write("branches.json", Fleet.InputFor(name));

        var result = await _shell.RunAsync("align", "--repo", "repository", "--input", "branches.json", "-v");

        Assert.Contains($"aligned  {name}: now at ", result.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }
}
