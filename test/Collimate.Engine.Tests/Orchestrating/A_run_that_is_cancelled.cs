using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class A_run_that_is_cancelled : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly CancellationTokenSource _cancellation = new();

    public A_run_that_is_cancelled()
    {
        var history = new History(_repository).Start("scientific", "main").Start("later", "main");
        foreach (var name in Names("branch", 4))
        {
            history.Start(name, "main");
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Commit("scientific", "newer", FileChange.File("newer", "1\n")).Import();
    }

    public void Dispose()
    {
        _repository.Dispose();
        _cancellation.Dispose();
    }

    [Fact]
    public async Task Keeps_what_was_retired_and_names_what_was_not_attempted()
    {
        // arrange: one after another; the third is cancelled while it is integrated
        var modules = FakeModules.Fast with
        {
            Integration = new FakeIntegration(async (plan, token) =>
            {
                if (plan.Branch == "branch-03")
                {
                    await _cancellation.CancelAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }

                return FakeIntegration.Success(plan);
            }),
        };

        // act
        var run = await new Alignment(_repository) { Modules = modules }.RunAsync(
            [.. Names("branch", 4).Select(name => Sequential(name)), Branch("later", "scientific")], _cancellation.Token);

        // assert
        Assert.Equal(RunEnd.Interrupted, run.End);
        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Equal(["branch-01", "branch-02"], run.Branches.Select(branch => branch.BranchName));
        Assert.Equal(["branch-03", "branch-04", "later"], run.Groups.SelectMany(group => group.NotAttempted));
        Assert.Equal(_repository.Tip("main"), _repository.Tip("branch-02"));
        Assert.DoesNotContain("later", BegunIn(run), StringComparison.Ordinal);
        Assert.Contains("\"interrupted\"", await File.ReadAllTextAsync(Path.Combine(run.Folder, "report.json"), CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishes_nothing_more_even_when_a_part_does_not_notice()
    {
        var modules = FakeModules.Fast with
        {
            Documenter = new FakeDocumenter(async (_, _) =>
            {
                await _cancellation.CancelAsync();
                return "";
            }),
        };

        var run = await new Alignment(_repository) { Modules = modules }.RunAsync([Branch("branch-01")], _cancellation.Token);

        Assert.Empty(run.Branches);
        Assert.Equal(["branch-01"], Assert.Single(run.Groups).NotAttempted);
    }

    [Fact]
    public async Task Is_finished_when_every_branch_had_been_retired_before()
    {
        var alignment = new Alignment(_repository)
        {
            Modules = FakeModules.Fast,
            Progress = progress =>
            {
                if (progress.Retired == progress.Total)
                {
                    _cancellation.Cancel();
                }
            },
        };

        var run = await alignment.RunAsync([Branch("branch-01"), Branch("later", "scientific")], _cancellation.Token);

        Assert.Equal(RunEnd.Finished, run.End);
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
    }

    [Fact]
    public async Task Throws_when_it_has_not_begun()
    {
        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Alignment(_repository).RunAsync([Branch("branch-01")], _cancellation.Token));
    }

    private static string BegunIn(RunResult run) => string.Join('\n', Directory.EnumerateFiles(run.Folder, "journal*")
        .SelectMany(File.ReadLines)
        .Where(line => line.Contains("branch_started", StringComparison.Ordinal)));
}
