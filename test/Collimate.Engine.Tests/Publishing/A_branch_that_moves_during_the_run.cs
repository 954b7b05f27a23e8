using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_branch_that_moves_during_the_run : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_branch_that_moves_during_the_run()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("other", "own", ("own", "2\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_planned_once_more_from_where_it_is_now()
    {
        // arrange
        var theirs = "";

        // act
        var run = await RunAsync(() => theirs = theirs.Length > 0 ? theirs : _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n")));

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["meanwhile", "own"], _repository.Subjects("main..feature"));
        Assert.Equal(theirs, _repository.Tip("backup-feature-pre-align"));
        Assert.Equal(["keep_intended", "publish_intended", "not_published", "keep_intended", "publish_intended", "published"], KindsAbout(run, "feature"));
        var undone = await new RunHistory(new Alignment(_repository).Host, _repository.Path).UndoAsync(run.Run, CancellationToken.None);
        Assert.Equal(["feature", "other"], undone.Undone.Order());
        Assert.Equal(theirs, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Stays_where_somebody_else_left_it_when_that_happens_twice()
    {
        // arrange
        var theirs = new List<string>();

        // act
        var run = await RunAsync(() => theirs.Add(_repository.Commit("feature", "meanwhile", ("meanwhile", $"{theirs.Count}\n"))));

        // assert
        Assert.Equal(2, theirs.Count);
        Assert.Equal(theirs[1], _repository.Tip("feature"));
        var result = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal(["branch_moved"], result.ErrorsDetected);
        Assert.Equal($"Branch 'feature' moved during the run: planned from {theirs[0][..10]}, now at {theirs[1][..10]}", result.ErrorMessage);
        Assert.Equal(ExitCode.RacesLost, run.ExitCode);
        Assert.False(_repository.Exists("backup-feature-pre-align"));
    }

    [Fact]
    public async Task Is_not_followed_when_it_only_points_at_another_by_then()
    {
        // arrange
        _repository.Git("worktree", "add", "--quiet", "-b", "mine", _repository.Beside("mine"), "feature");
        var mine = _repository.Tip("mine");

        // act
        var run = await RunAsync(() => _repository.Git("symbolic-ref", "refs/heads/feature", "refs/heads/mine"));

        // assert
        Assert.Equal(["branch_symbolic"], run.Branches.Single(branch => branch.BranchName == "feature").ErrorsDetected);
        Assert.Equal(mine, _repository.Tip("mine"));
        Assert.Equal(["own"], _repository.Subjects("main..other"));
    }

    [Fact]
    public async Task Takes_what_stands_on_it_along()
    {
        _repository.Branch("child", "feature");
        _repository.Commit("child", "on top", ("child", "1\n"));
        var moved = false;

        var run = await RunAsync(
            () =>
            {
                if (!moved)
                {
                    moved = true;
                    _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n"));
                }
            },
            "child");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["on top", "own"], _repository.Subjects("main..child"));
    }

    [Fact]
    public async Task Takes_nothing_along_that_stands_on_a_branch_which_stayed_where_it_was()
    {
        // arrange
        _repository.Branch("parent", "main~1");
        _repository.Commit("parent", "own", ("parent", "1\n"));
        _repository.Branch("child", "parent");
        var before = _repository.Commit("child", "on top", ("child", "1\n"));
        _repository.WriteHook("reference-transaction", "if test $1 = prepared && grep --quiet refs/heads/parent; then exit 1; fi");
        var theirs = "";

        // act
        var run = await RunAsync(() => theirs = theirs.Length > 0 ? theirs : _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n")), "parent", "child");

        // assert
        Assert.Equal(["hook_refused"], run.Branches.Single(branch => branch.BranchName == "parent").ErrorsDetected);
        Assert.Equal(["stack_parent_failed"], run.Branches.Single(branch => branch.BranchName == "child").ErrorsDetected);
        Assert.Equal(before, _repository.Tip("child"));
        Assert.Equal(["meanwhile", "own"], _repository.Subjects("main..feature"));
    }

    [Fact]
    public async Task Is_not_tried_again_when_the_breaker_of_its_group_has_opened()
    {
        // arrange: what comes after them conflicts
        foreach (var branch in Input.Names("wrong", 3))
        {
            _repository.Branch(branch, "main~1");
            _repository.Commit(branch, "conflicts", ("newer", "mine\n"));
        }

        var theirs = "";
        var alignment = new Alignment(_repository)
        {
            Options = new AlignmentOptions { Orchestration = new OrchestrationOptions { FailureThresholdCount = 1, FailureThresholdPercent = 1 } },
            Modules = new AlignmentModules
            {
                Documenter = new FakeDocumenter((plan, _) =>
                {
                    theirs = theirs.Length > 0 ? theirs : _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n"));
                    return Task.FromResult("");
                }),
            },
        };
        alignment.MovedByOthers.Add("refs/heads/feature");

        // act
        var run = await alignment.RunAsync(["feature", .. Input.Names("wrong", 3)]);

        // assert
        Assert.True(run.CircuitBreakerTriggered);
        Assert.Equal(["branch_moved"], run.Branches.Single(branch => branch.BranchName == "feature").ErrorsDetected);
        Assert.Equal(theirs, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Stays_so_when_its_new_tip_cannot_be_kept()
    {
        // arrange: the keep ref may be made, and not be moved
        _repository.WriteHook(
            "reference-transaction", "if test $1 = prepared; then while read old new name; do case $old:$name in 0000*) ;; *:refs/collimate/*) exit 1 ;; esac; done; fi");
        var theirs = "";

        // act
        var run = await RunAsync(() => theirs = theirs.Length > 0 ? theirs : _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n")));

        // assert
        Assert.Equal(["branch_moved"], run.Branches.Single(branch => branch.BranchName == "feature").ErrorsDetected);
        Assert.Equal(theirs, _repository.Tip("feature"));
        Assert.StartsWith("branches that moved during the run could not be tried again: git refused to make 'refs/collimate/runs/", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run.Folder, "results.json")));
    }

    [Fact]
    public async Task Stands_once_in_the_list_of_old_tips()
    {
        var before = _repository.Tip("feature");
        var theirs = "";

        var run = await RunAsync(() => theirs = theirs.Length > 0 ? theirs : _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n")));

        var keep = $"refs/collimate/runs/{run.Run}";
        var lines = _repository.Git("log", "-1", "--format=%b", keep).Split('\n');
        Assert.Equal([$"{theirs} backup-feature-pre-align feature"], lines.Where(line => line.EndsWith(" feature", StringComparison.Ordinal)));
        Assert.Contains(before, _repository.Git("log", "-1", "--format=%P", keep), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stands_on_the_same_commit_of_the_target_as_the_others()
    {
        var pinned = _repository.Tip("main");
        var moved = false;

        var run = await RunAsync(() =>
        {
            if (!moved)
            {
                moved = true;
                _repository.Commit("feature", "meanwhile", ("meanwhile", "1\n"));
                _repository.Commit("main", "newest", ("newest", "1\n"));
            }
        });

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(pinned, _repository.Git("merge-base", "main", "feature").Trim());
        Assert.Equal(pinned, _repository.Git("merge-base", "main", "other").Trim());
    }

    [Fact]
    public async Task Stays_deleted_when_somebody_deleted_it()
    {
        var run = await RunAsync(() => _repository.Git("update-ref", "-d", "refs/heads/feature"));

        Assert.False(_repository.Exists("feature"));
        var result = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal(["branch_gone"], result.ErrorsDetected);
        Assert.Equal("Branch 'feature' was deleted during the run", result.ErrorMessage);
        Assert.Equal(ExitCode.RacesLost, run.ExitCode);
    }

    [Fact]
    public async Task Is_refused_by_git_while_another_git_holds_its_lock()
    {
        // arrange
        var before = _repository.Tip("feature");
        var held = Path.Combine(_repository.GitDirectory, "refs/heads/feature.lock");

        // act: the lock is somebody else's, so it is removed before the run is proved
        var result = (await new Alignment(_repository)
        {
            Modules = new AlignmentModules { Documenter = new FakeDocumenter((_, token) => TouchAsync(held, token)) },
            Progress = progress =>
            {
                if (progress.Retired == 1)
                {
                    File.Delete(held);
                }
            },
        }.RunAsync("feature")).Branches.Single();

        // assert
        Assert.Equal(["reference_refused"], result.ErrorsDetected);
        Assert.StartsWith("git refused to move branch 'feature': ", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Tip("feature"));
    }

    private static async Task<string> TouchAsync(string file, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file, "", cancellationToken);
        return "";
    }

    private static string[] KindsAbout(RunResult run, string branch) => [.. JournalFile.Read(run.Folder)
        .Where(line => line.Kind == "keep_intended" || (line.Kind.Contains("publish", StringComparison.Ordinal) && line.Text("branch") == branch))
        .Select(line => line.Kind)];

    private async Task<RunResult> RunAsync(Action whenDocumented, params string[] more)
    {
        var alignment = new Alignment(_repository)
        {
            Modules = new AlignmentModules
            {
                Documenter = new FakeDocumenter((plan, _) =>
                {
                    if (plan.Branch == "feature")
                    {
                        whenDocumented();
                    }

                    return Task.FromResult("");
                }),
            },
        };
        alignment.MovedByOthers.UnionWith(["refs/heads/feature", "refs/heads/main"]);
        var run = await alignment.RunAsync(["feature", "other", .. more]);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "other").Status);
        return run;
    }
}
