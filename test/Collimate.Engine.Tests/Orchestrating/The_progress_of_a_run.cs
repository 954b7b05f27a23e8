using System.Collections.Concurrent;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using Microsoft.Extensions.Logging;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class The_progress_of_a_run : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public The_progress_of_a_run()
    {
        var history = new History(_repository).Start("scientific", "main");
        foreach (var name in Names("branch", 6))
        {
            history.Commit(name, "own", FileChange.File("own", name));
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Goes_up_to_the_number_of_branches_and_never_back()
    {
        // arrange
        var seen = new ConcurrentQueue<RunProgress>();

        // act
        await new Alignment(_repository) { Progress = seen.Enqueue }.RunAsync(
            [.. Names("branch", 5).Select(name => Branch(name)), Branch("branch-06", "scientific"), Branch("absent")], CancellationToken.None);

        // assert
        Assert.Equal(new RunProgress(7, 7, 7), seen.Last());
        Assert.All(seen, progress => Assert.True(progress.Retired <= progress.Finished && progress.Total == 7));
        Assert.Equal(seen.OrderBy(progress => progress.Finished).ThenBy(progress => progress.Retired), seen);
    }

    [Fact]
    public async Task Is_told_when_every_branch_is_refused()
    {
        var seen = new List<RunProgress>();

        await new Alignment(_repository) { Progress = seen.Add }.RunAsync([Branch("absent-1"), Branch("absent-2", "scientific")], CancellationToken.None);

        Assert.Equal(new RunProgress(2, 2, 2), seen[^1]);
    }

    [Fact]
    public async Task Is_logged_with_branch_target_and_action()
    {
        // arrange
        using var logs = new RecordedLogs();

        // act
        await new Alignment(_repository) { OpenLogs = _ => logs }.RunAsync([Branch("branch-01"), Branch("absent")], CancellationToken.None);

        // assert
        Assert.Contains("branch-01 -> main: integrate", logs.Lines);
        Assert.Contains("branch-01 -> main: detect", logs.Lines);
        Assert.Contains("branch-01 -> main: document", logs.Lines);
        Assert.Contains($"branch-01 -> main: rebase: {_repository.Tip("branch-01")}", logs.Lines);
        Assert.Contains("absent -> main: refuse: Branch 'absent' does not exist", logs.Lines);
        Assert.EndsWith("ended: 1 aligned, 1 failed", logs.Lines.Last(), StringComparison.Ordinal);
        Assert.True(logs.IsDisposed);
    }

    [Fact]
    public async Task Is_logged_when_a_circuit_breaker_opens()
    {
        // arrange
        using var logs = new RecordedLogs();
        _repository.Commit("main", "conflicting", ("own", "theirs\n"));
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { FailureThresholdCount = 1 } };

        // act
        await new Alignment(_repository) { OpenLogs = _ => logs, Options = options }.RunAsync(Names("branch", 6));

        // assert
        Assert.Contains(
            "main: circuit breaker opened: 1 of 1 branches failed; the limits are 1 branches and 50 %; 5 branches not attempted", logs.Lines);
    }

    [Fact]
    public async Task Shows_once_what_git_says_about_every_merge_of_the_repository()
    {
        // arrange: a pattern that git warns about whenever it merges the content of a file
        using var logs = new RecordedLogs();
        var history = new History(_repository).Commit("main", "lines", FileChange.File("file", "1\n2\n3\n4\n5\n"));
        history.Commit("content", "first", FileChange.File("file", "one\n2\n3\n4\n5\n")).Commit("main", "last", FileChange.File("file", "1\n2\n3\n4\nfive\n"));
        history.Import();
        Directory.CreateDirectory(Path.Combine(_repository.GitDirectory, "info"));
        _repository.WriteGitFile("info/attributes", "!own text\n");

        // act
        var run = await new Alignment(_repository) { OpenLogs = _ => logs }.RunAsync([.. Names("branch", 6), "content"]);

        // assert
        var warning = Assert.Single(run.Warnings, warning => warning.Contains("Negative patterns", StringComparison.Ordinal));
        Assert.StartsWith("git says about every merge of this repository: ", warning, StringComparison.Ordinal);
        Assert.Contains(warning, logs.Lines);
        Assert.Equal(7, run.Successful);
    }

    [Fact]
    public async Task Is_made_at_once_by_those_that_are_ready_within_a_moment()
    {
        // arrange: a moment that never ends
        var seen = new ConcurrentQueue<RunProgress>();

        // act
        await new Alignment(_repository) { Time = new FakeTime(), Progress = seen.Enqueue }.RunAsync(Names("branch", 6));

        // assert
        Assert.Equal([0, 6], seen.Select(progress => progress.Retired).Distinct());
    }

    [Fact]
    public async Task Is_made_without_the_one_that_takes_longer_than_a_moment()
    {
        // arrange: the second branch ends when the first is retired
        var names = Names("branch", 2);
        var retired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var detector = new FakeDetector(async (plan, token) =>
        {
            await (plan.Branch == names[1] ? retired.Task.WaitAsync(token) : Task.CompletedTask);
            return [];
        });
        var modules = new AlignmentModules { Detector = detector };

        // act
        var run = await new Alignment(_repository) { Modules = modules, Progress = Look }.RunAsync(names);

        // assert
        Assert.Equal(2, run.Successful);

        void Look(RunProgress progress)
        {
            if (progress.Retired == 1)
            {
                retired.TrySetResult();
            }
        }
    }
}
