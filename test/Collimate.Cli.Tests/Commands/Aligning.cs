using System.Text.Json;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class Aligning : IDisposable
{
    private static readonly string[] Align = ["align", "--repo", "repository", "--input", "branches.json", "-q"];

    private readonly TestRepository _repository = Fleet.Create();
    private readonly Shell _shell;

    public Aligning()
    {
        _shell = new Shell(_repository);
        _shell.Write("branches.json", Fleet.Input);
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public Task Ends_with_a_line_for_each_branch_that_failed() => IsAsApprovedAsync("Ends_with_a_line_for_each_branch_that_failed");

    [Fact]
    public Task Names_every_branch_and_gives_advice_when_verbose() =>
        IsAsApprovedAsync("Names_every_branch_and_gives_advice_when_verbose", "--verbose");

    [Fact]
    public Task Prints_results_json_and_nothing_else_when_asked_for_json() =>
        IsAsApprovedAsync("Prints_results_json_and_nothing_else_when_asked_for_json", "--format", "json");

    [Fact]
    public Task Plans_and_stops_in_a_dry_run() => IsAsApprovedAsync("Plans_and_stops_in_a_dry_run", "--dry-run");

    [Fact]
    public async Task Takes_checked_out_branches_along_when_asked_to()
    {
        // arrange
        var linked = Path.Combine(_shell.Directory, "linked");
        _repository.Git("worktree", "add", "--quiet", linked, "feature/clean");
        string[] options = ["--branch", "feature/clean", "--include-checked-out"];

        // act
        var refused = await _shell.RunAsync([.. Align, .. options[..2]]);
        var planned = await new Shell(_repository).RunAsync([.. Align, .. options, "--dry-run"]);
        var aligned = await new Shell(_repository).RunAsync([.. Align, .. options]);

        // assert
        Assert.Contains($"Branch 'feature/clean' is checked out at {linked}", refused.Out, StringComparison.Ordinal);
        Assert.Contains($"feature/clean: rebase 1 commit, together with the worktree at {linked}", planned.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AllAligned, aligned.ExitCode);
        Assert.Equal("theirs\n", await File.ReadAllTextAsync(Path.Combine(linked, "README"), TestContext.Current.CancellationToken));
        Assert.Equal("", _repository.Git("-C", linked, "status", "--porcelain"));
    }

    [Fact]
    public async Task Writes_the_same_results_where_output_says()
    {
        var result = await _shell.RunAsync([.. Align, "--output", "here.json", "--format", "json"]);

        Assert.Equal(result.Out, await File.ReadAllTextAsync(Path.Combine(_shell.Directory, "here.json"), TestContext.Current.CancellationToken));
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(_repository.GitDirectory, "collimate", "runs")));
        Assert.Equal(result.Out, await File.ReadAllTextAsync(Path.Combine(folder, "results.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Leaves_the_rest_alone_when_a_target_is_named()
    {
        var result = await _shell.RunAsync([.. Align, "--target", "scientific", "--format", "json"]);

        Assert.Equal(["research"], BranchesOf(result));
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    [Theory]
    [InlineData("fix/*", "fix/conflicting", "fix/missing")]
    [InlineData("*c?ean", "feature/clean")]
    [InlineData("Feature/*")]
    public async Task Takes_only_the_branches_that_match(string glob, params string[] expected) =>
        Assert.Equal(expected, BranchesOf(await _shell.RunAsync([.. Align, "--branch", glob, "--format", "json"])));

    [Fact]
    public async Task Warns_about_filters_that_match_nothing()
    {
        var result = await _shell.RunAsync([.. Align, "--target", "mian", "--branch", "release/*"]);

        Assert.Equal(
            "warning: no branch of the input follows 'mian' (--target)\nwarning: no branch of the input matches 'release/*' (--branch)\n",
            result.Error);
    }

    [Fact]
    public async Task Never_moves_a_primary_because_a_filter_hid_its_followers()
    {
        // arrange: 'feature/clean' is the primary of a branch that the filter takes away
        _shell.Write("branches.json", """
            [{ "branch": "feature/clean", "target": "main" }, { "branch": "fix/conflicting", "target": "feature/clean" }]
            """);
        var tip = _repository.Tip("feature/clean");

        // act
        var result = await _shell.RunAsync([.. Align, "--branch", "feature/clean"]);

        // assert
        Assert.Contains("Branch 'feature/clean' is itself a primary branch", result.Out, StringComparison.Ordinal);
        Assert.Equal(tip, _repository.Tip("feature/clean"));
    }

    [Fact]
    public async Task Merges_when_the_strategy_says_so()
    {
        await _shell.RunAsync([.. Align, "--strategy", "merge", "--branch", "feature/clean"]);

        Assert.Equal(2, _repository.Git("rev-list", "--parents", "-1", "feature/clean").Split(' ').Length - 1);
    }

    [Fact]
    public async Task Lets_the_command_line_win_over_the_configuration()
    {
        _shell.Write("collimate.yaml", "integration: { strategy: merge }\norchestration: { max_workers_per_target: 1 }\n");

        await _shell.RunAsync([.. Align, "--config", "collimate.yaml", "--strategy", "rebase", "--max-workers", "2", "--branch", "feature/clean"]);

        Assert.Equal(["add a file", "change the first line too", "first"], _repository.Subjects("feature/clean"));
    }

    [Fact]
    public async Task Follows_the_configuration()
    {
        _shell.Write("collimate.yaml", "orchestration: { backup_branch_prefix: saved }\ndocumentation: { checklist_path: checklist.md }\n");

        await _shell.RunAsync([.. Align, "--config", "collimate.yaml"]);

        Assert.True(_repository.Exists("saved-feature/clean-pre-align"));
        Assert.Contains(
            "- [x] feature/clean",
            await File.ReadAllTextAsync(Path.Combine(_shell.Directory, "checklist.md"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_a_group_when_its_breaker_opens()
    {
        _shell.Write("branches.json", Fleet.AddConflicts(_repository, 7));

        Approved.Check(await _shell.RunAsync(Align), _shell);
    }

    [Fact]
    public async Task Goes_on_without_a_circuit_breaker()
    {
        _shell.Write("branches.json", Fleet.AddConflicts(_repository, 7));

        var result = await _shell.RunAsync([.. Align, "--no-circuit-breaker", "--format", "json"]);

        Assert.Equal(7, BranchesOf(result).Count());
    }

    [Fact]
    public async Task Has_nothing_to_do_for_an_empty_input()
    {
        _shell.Write("branches.json", """{ "branches": [] }""");

        var result = await _shell.RunAsync([.. Align, "--format", "json"]);

        Assert.Contains("\"orchestration_results\": {},", result.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    [Fact]
    public async Task Says_the_warnings_of_the_input_on_stderr()
    {
        _shell.Write("branches.json", """{ "branches": [{ "branch_name": "feature/clean", "assigned_target": "main", "colour": 1 }] }""");

        var result = await _shell.RunAsync([.. Align, "--format", "json"]);

        Assert.StartsWith("warning: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("colour", result.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> BranchesOf(CommandResult result)
    {
        using var document = JsonDocument.Parse(result.Out);
        return
        [
            .. document.RootElement.GetProperty("orchestration_results").EnumerateObject()
                .SelectMany(group => group.Value.GetProperty("branches").EnumerateArray())
                .Select(branch => branch.GetProperty("branch_name").GetString()!),
        ];
    }

    private async Task IsAsApprovedAsync(string test, params string[] options) =>
        Approved.Check(await _shell.RunAsync([.. Align, .. options]), _shell, test);
}
