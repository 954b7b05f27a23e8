using System.Globalization;
using Collimate.Cli.Tests.Rendering;
using Collimate.Engine;
using Collimate.Git;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class The_timeline_of_a_run : IDisposable
{
    private static readonly string[] Align = ["align", "--repo", "repository", "--input", "branches.json", "--trace", "trace.json"];

    private readonly TestRepository _repository = Fleet.Create();
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose()
    {
        _repository.Dispose();
        _cancellation.Dispose();
    }

    [Fact]
    public async Task Has_every_branch_with_its_stages_in_its_own_bar()
    {
        var trace = await RunAsync(Fleet.Input);

        trace.ProveThatStepsNest();
        Assert.Equal(
            ["feature/behind", "feature/clean", "feature/done", "feature/last", "fix/conflicting", "fix/missing", "research"],
            trace.Of(Timeline.Branch).Select(step => step.Name).Order(StringComparer.Ordinal));
        var clean = trace.Of(Timeline.Branch).Single(step => step.Name == "feature/clean");
        var stages = trace.Steps.Where(step => step.Place == clean.Place && step.Begin > clean.Begin && step.End < clean.End);
        Assert.Equal([Timeline.Integrate, Timeline.Merge, Timeline.Detect, Timeline.Document], stages.OrderBy(step => step.Begin).Select(step => step.Kind));
        Assert.All(
            stages.Where(step => step.Kind != Timeline.Merge).Append(clean),
            step => Assert.Equal(("feature/clean", "main", "rebase"), (step.Tags["branch"], step.Tags["target"], step.Tags["action"])));
    }

    [Fact]
    public async Task Has_every_merge_in_a_batch_of_a_lane()
    {
        var trace = await RunAsync(Fleet.Input, "--max-workers", "2");

        var batches = trace.Of(Timeline.Batch).ToArray();
        Assert.Equal(trace.Of(Timeline.Merge).Count(), batches.Sum(batch => int.Parse(batch.Tags["pairs"], CultureInfo.InvariantCulture)));
        Assert.All(batches, batch => Assert.Matches("^lane [12]$", trace.Rows[batch.Place]));
        Assert.All(
            batches,
            batch => Assert.Single(
                trace.Of(Timeline.MergeTree), git => git.Place == batch.Place && git.Begin > batch.Begin && git.End < batch.End && git.Tags["pairs"] == batch.Tags["pairs"]));
    }

    [Fact]
    public async Task Has_rows_for_what_is_done_for_all_branches_together()
    {
        var trace = await RunAsync(Fleet.Input);

        Assert.Equal(["planning"], RowsOf(trace, Timeline.Plan, Timeline.ReadReferences, Timeline.WalkHistory, Timeline.FindTwins));
        Assert.Equal(["groups"], RowsOf(trace, Timeline.Group, Timeline.PrepareMerges));
        Assert.Equal(["conflicts"], RowsOf(trace, Timeline.ExplainConflicts));
        Assert.Equal(["publishing"], RowsOf(trace, Timeline.Retire, Timeline.Keep, Timeline.Migrate, Timeline.Move));
        Assert.Equal(4, trace.Of(Timeline.Move).Sum(step => int.Parse(step.Tags["branches"], CultureInfo.InvariantCulture)));
        Assert.Contains("publishing", RowsOf(trace, Timeline.Journal));
    }

    [Fact]
    public async Task Gives_the_row_of_a_branch_that_is_done_to_the_next_one()
    {
        var trace = await RunAsync(Fleet.Input, "--target", "main");

        var last = trace.Of(Timeline.Branch).Single(step => step.Name == "feature/last"); // It runs alone, after all others.
        Assert.Equal("branches 1", trace.Rows[last.Place]);
    }

    [Fact]
    public async Task Escapes_names_that_others_chose()
    {
        // arrange
        string[] names = ["evil\u202Egpj.exe", "evil\u2028error", "evil\"quoted"];
        foreach (var name in names)
        {
            _repository.Branch(name, "feature/clean");
        }

        // act
        var trace = await RunAsync(Fleet.InputFor([.. names.Select(name => name.Replace("\"", "\\\"", StringComparison.Ordinal))]));

        // assert
        Assert.Equal(names.Order(StringComparer.Ordinal), trace.Of(Timeline.Branch).Select(step => step.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(trace.Text, character => character is > '~' or (< ' ' and not '\n'));
    }

    [Fact]
    public async Task Is_whole_when_the_run_is_interrupted()
    {
        var shell = new Shell(_repository)
        {
            Audience = Cli.Commands.Audience.Person,
            Error = new ReactingWriter(_cancellation.Cancel),
            Cancellation = _cancellation.Token,
        };

        var trace = await RunAsync(shell, ExitCode.Interrupted, Fleet.Input);

        trace.ProveThatStepsNest();
        Assert.Equal(trace.Steps.Max(step => step.End), Assert.Single(trace.Of(Timeline.Run)).End);
    }

    [Fact]
    public async Task Is_whole_when_the_run_fails()
    {
        var shell = Reacting(() =>
        {
            var summaries = Directory.GetDirectories(Path.Combine(_repository.GitDirectory, "collimate"), "summaries", SearchOption.AllDirectories).Single();
            Directory.Delete(summaries);
            File.WriteAllText(summaries, "not a directory");
        });

        var trace = await RunAsync(shell, ExitCode.StorageFailed, Fleet.OnlyClean);

        trace.ProveThatStepsNest();
        Assert.Single(trace.Of(Timeline.Move));
    }

    [Fact]
    public async Task Knows_nothing_of_another_run_in_the_same_process()
    {
        // arrange: the other run happens while this one does
        using var other = Fleet.Create();
        other.Branch("other", "feature/clean");
        var others = new Shell(other);
        others.Write("branches.json", Fleet.InputFor("other"));
        var shell = Reacting(() => Task.Run(() => others.RunAsync(Align), TestContext.Current.CancellationToken).GetAwaiter().GetResult());

        // act
        var trace = await RunAsync(shell, ExitCode.AllAligned, Fleet.OnlyClean);

        // assert
        Assert.Equal("feature/clean", Assert.Single(trace.Of(Timeline.Branch)).Name);
        Assert.Equal("other", Assert.Single(ReadTrace(others).Of(Timeline.Branch)).Name);
    }

    [Fact]
    public async Task Changes_nothing_about_the_result()
    {
        using var other = Fleet.Create();
        var untraced = new Shell(other);
        untraced.Write("branches.json", Fleet.Input);

        await RunAsync(Fleet.Input);
        await untraced.RunAsync(Align[..^2]);

        Assert.Equal(other.Git("for-each-ref", "refs/heads"), _repository.Git("for-each-ref", "refs/heads"));
    }

    [Fact]
    public async Task Stops_no_run_when_the_disk_is_full_and_says_so_in_the_end()
    {
        var shell = new Shell(_repository);
        shell.Write("branches.json", Fleet.OnlyClean);

        var result = await shell.RunAsync([.. Align[..^1], "/dev/full", "-q"]);

        Assert.Contains("1 aligned, 0 failed", result.Out, StringComparison.Ordinal);
        Assert.StartsWith("error: '/dev/full' cannot be written: No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.StorageFailed, result.ExitCode);
    }

    [Fact]
    public async Task Shows_the_planning_of_a_dry_run()
    {
        var trace = await RunAsync(Fleet.Input, "--dry-run");

        Assert.Single(trace.Of(Timeline.Plan));
        Assert.Empty(trace.Of(Timeline.Branch));
    }

    private static string[] RowsOf(TraceDocument trace, params string[] kinds)
    {
        Assert.All(kinds, kind => Assert.NotEmpty(trace.Of(kind)));
        return [.. kinds.SelectMany(trace.Of).Select(step => trace.Rows[step.Place]).Distinct()];
    }

    private async Task<TraceDocument> RunAsync(string input, params string[] options)
    {
        var shell = new Shell(_repository);
        shell.Write("branches.json", input);
        await shell.RunAsync([.. Align, .. options]);
        return ReadTrace(shell);
    }

    private static async Task<TraceDocument> RunAsync(Shell shell, ExitCode expected, string input)
    {
        shell.Write("branches.json", input);
        Assert.Equal(expected, (await shell.RunAsync(Align)).ExitCode);
        return ReadTrace(shell);
    }

    private static TraceDocument ReadTrace(Shell shell) => TraceDocument.Read(Path.Combine(shell.Directory, "trace.json"));

    /// <summary>A person looks on, so progress is written before the first branch is retired.</summary>
    private Shell Reacting(Action react) =>
        new(_repository) { Audience = Cli.Commands.Audience.Person, Error = new ReactingWriter(react) };
}
