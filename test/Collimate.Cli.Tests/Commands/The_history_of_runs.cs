using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class The_history_of_runs : IDisposable
{
    private static readonly string[] Align = ["align", "--repo", "repository", "--input", "branches.json", "-q"];

    private readonly TestRepository _repository = Fleet.Create();

    public The_history_of_runs() => new Shell(_repository).Write("branches.json", Fleet.OnlyClean);

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Lists_each_run_with_what_became_of_it()
    {
        var before = await RunAsync("runs");
        var run = await AlignAsync();
        var ended = await RunAsync("runs");
        await RunAsync("undo", run);
        var undone = await RunAsync("runs");

        Assert.Equal("", before.Out);
        Assert.Matches($"^{run}  [-0-9]{{10}} [:0-9]{{8}}Z  ended, 1 branch moved\n$", ended.Out);
        Assert.EndsWith("undone, 0 branches still moved\n", undone.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_run_back()
    {
        var old = _repository.Tip("feature/clean");
        var run = await AlignAsync();

        var result = await RunAsync("undo", run);

        Assert.Equal(old, _repository.Tip("feature/clean"));
        Assert.Equal($"undid run {run}: 1 branch moved back, 0 there already\n", result.Out);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    [Fact]
    public async Task Names_what_stays_when_a_run_is_taken_back()
    {
        var run = await AlignAsync();
        _repository.Commit("feature/clean", "since", ("since", "1\n"));

        var result = await RunAsync("undo", run);

        Assert.Contains("  stays, changed since the run  feature/clean\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.RacesLost, result.ExitCode);
    }

    [Fact]
    public async Task Says_which_run_is_the_newest_when_another_is_named()
    {
        var run = await AlignAsync();

        var result = await RunAsync("undo", "20010101T000000Z-0000\u001b[2J");

        Assert.Equal(
            $"error: No run '20010101T000000Z-0000\\x1B[2J' has left a journal in this repository\nhint:  Nothing was done. The newest is {run}; collimate runs lists all.\n",
            result.Error);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
    }

    [Fact]
    public async Task Has_nothing_to_recover_after_runs_that_ended()
    {
        await AlignAsync();

        var result = await RunAsync("recover");

        Assert.Equal("nothing to recover\n", result.Out);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    [Fact]
    public async Task Is_recovered_by_the_next_run_which_says_so()
    {
        var run = await AlignAsync();
        var journal = Path.Combine(_repository.GitDirectory, "collimate", "runs", run, "journal.jsonl");
        var lines = await File.ReadAllLinesAsync(journal, CancellationToken.None);
        await File.WriteAllLinesAsync(journal, lines.TakeWhile(line => !line.Contains("\"published\"", StringComparison.Ordinal)), CancellationToken.None);
        _repository.WriteGitFile("collimate/run", $"run {run} by process 4711 since 2026-01-02T03:04:05Z\n");

        var result = await new Shell(_repository).RunAsync(Align);

        Assert.StartsWith($"recovered run {run}: 1 branch had moved, 0 finished now, 0 as before\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    [Fact]
    public async Task Is_recovered_on_request_which_says_so_once()
    {
        // arrange: killed when its undoing had been announced and had moved the branch back
        var run = await AlignAsync();
        await RunAsync("undo", run);
        var journal = Path.Combine(_repository.GitDirectory, "collimate", "runs", run, "journal.jsonl");
        var lines = await File.ReadAllLinesAsync(journal, CancellationToken.None);
        await File.WriteAllLinesAsync(journal, lines.TakeWhile(line => !line.Contains("\"undone\"", StringComparison.Ordinal)), CancellationToken.None);

        // act
        var result = await RunAsync("recover");

        // assert
        Assert.Equal(
            $"recovered run {run}: 1 branch had moved, 0 finished now, 0 as before\n  its undoing was stopped: 1 branch moved back, 0 not\n", result.Out);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Is_pruned_only_when_somebody_says_yes()
    {
        var run = await AlignAsync();
        string[] everything = ["prune", "--keep", "0", "--older-than", "0"];

        var asked = await RunAsync(everything);
        var kept = await RunAsync("runs");
        var removed = await RunAsync([.. everything, "--yes"]);
        var gone = await RunAsync("runs");

        Assert.Equal(
            $"would remove run {run}\nwould remove branch backup-feature/clean-pre-align\nwould remove 1 runs and 1 visible backups\n", asked.Out);
        Assert.Contains("Nothing was touched", asked.Error, StringComparison.Ordinal);
        Assert.Contains(run, kept.Out, StringComparison.Ordinal);
        Assert.StartsWith($"removed run {run}\n", removed.Out, StringComparison.Ordinal);
        Assert.Equal("", gone.Out);
    }

    [Theory]
    [InlineData("--keep", "-1")]
    [InlineData("--older-than", "soon")]
    public async Task Is_not_pruned_by_what_is_no_number(string option, string value)
    {
        await AlignAsync();

        var result = await RunAsync("prune", option, value, "--yes");

        Assert.Contains($"{option} is '{value}', expected a whole number from 0", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => new Shell(_repository).RunAsync([.. arguments, "--repo", "repository"]);

    /// <returns>The id of the run.</returns>
    private async Task<string> AlignAsync()
    {
        Assert.Equal(ExitCode.AllAligned, (await new Shell(_repository).RunAsync(Align)).ExitCode);
        return _repository.Git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/collimate/runs").Trim();
    }
}
