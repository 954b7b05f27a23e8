using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class The_size_of_a_run : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task May_be_nothing()
    {
        var run = await new Alignment(_repository).RunAsync();

        Assert.Empty(run.Groups);
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Contains(
            "\"orchestration_results\": {}", await File.ReadAllTextAsync(Path.Combine(run.Folder, "results.json"), CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_be_one_branch()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));

        var run = await new Alignment(_repository).RunAsync("feature");

        Assert.Equal((1, 0, ExitCode.AllAligned), (run.Successful, run.Failed, run.ExitCode));
        Assert.Equal(_repository.Tip("feature"), Assert.Single(run.Branches).NewTip.ToString());
        Assert.True(run.PeakMemoryBytes > 0);
    }

    [Fact]
    public async Task Does_not_grow_by_what_a_killed_run_left()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        var left = Directory.CreateDirectory(Path.Combine(_repository.GitDirectory, "objects", "tmp_objdir-collimate-killed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "object"), "x", CancellationToken.None);

        await new Alignment(_repository).RunAsync("feature");

        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task May_be_more_than_wait_at_once_to_be_retired()
    {
        // arrange: more than the window of 1,024
        var names = Names("many", 1100);
        var history = new History(_repository);
        foreach (var name in names)
        {
            history.Start(name, "main");
        }

        history.Import();
        var seen = new List<RunProgress>();

        // act
        var run = await new Alignment(_repository) { Progress = seen.Add }.RunAsync(names);

        // assert
        Assert.Equal(1100, run.Successful);
        Assert.Equal(names.Order(StringComparer.Ordinal), run.Branches.Select(branch => branch.BranchName));
        Assert.All(seen, progress => Assert.InRange(progress.Finished - progress.Retired, 0, 1024));
    }

    [Fact]
    public async Task May_be_hundreds_of_branches_that_all_move()
    {
        // arrange
        var names = Names("many", 300);
        var history = new History(_repository);
        foreach (var name in names)
        {
            history.Start(name, "main");
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { EnableBackupBranches = false } };

        // act
        var run = await new Alignment(_repository) { Options = options, Modules = FakeModules.Fast }.RunAsync(names);

        // assert
        Assert.Equal(300, run.Successful);
        Assert.Equal($"{_repository.Tip("main")}\n", string.Concat(_repository.Git("for-each-ref", "--format=%(objectname)", "refs/heads").Split('\n').Distinct().Select(line => line.Length == 0 ? "" : line + "\n")));
    }
}
