using Collimate.Engine.Detecting;
using Collimate.Engine.Publishing;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Publishing;

/// <summary>With <c>--include-checked-out</c>. That nothing but the branch and its files changed is proved by the kit, after every run.</summary>
public sealed class A_branch_that_moves_with_its_worktree : IDisposable
{
    private IReadOnlyList<Finding>? _worked;
    private readonly TestRepository _repository = TestRepository.Create();

    public A_branch_that_moves_with_its_worktree()
    {
        _repository.Commit("feature", "own", ("own", "1\n"), ("gone", "1\n"));
        _repository.Commit("feature", "own again", ("own", "2\n"), ("folder/own", "1\n"));
        _repository.Commit("good", "own", ("good", "1\n"));
        _repository.Commit("main", "newer", ("README", "newer\n"), ("deep/newer", "1\n"));
        _repository.Git("reset", "--quiet", "--hard");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Moves_with_the_main_worktree()
    {
        // arrange: a file that git does not know stays
        _repository.Git("checkout", "--quiet", "feature");
        await File.WriteAllTextAsync(Path.Combine(_repository.Path, "notes"), "mine\n", Stop);

        // act
        var run = await RunAsync();

        // assert
        HasMoved(run, _repository.Path);
        Assert.StartsWith("?? notes", _repository.Git("status", "--porcelain"), StringComparison.Ordinal);
        Assert.Contains("collimate: rebase onto ", _repository.Git("reflog", "show", "HEAD"), StringComparison.Ordinal);
        Assert.Equal(_repository.Tip("backup-feature-pre-align"), _repository.Git("rev-parse", "feature@{1}").Trim());
    }

    [Fact]
    public async Task Moves_with_a_linked_worktree()
    {
        var linked = Link();

        var run = await RunAsync();

        HasMoved(run, linked);
        Assert.Equal("", _repository.Git("-C", linked, "status", "--porcelain"));
        Assert.Equal("ref: refs/heads/feature\n", await File.ReadAllTextAsync(Path.Combine(_repository.GitDirectory, "worktrees/linked/HEAD"), Stop));
    }

    [Fact]
    public async Task Moves_with_its_worktree_between_others_that_have_none()
    {
        var linked = Link();
        _repository.Branch("earlier", "good");

        var run = await new Alignment(_repository) { Options = Included }.RunAsync("earlier", "feature", "good");

        Assert.Equal((3, ""), (run.Successful, _repository.Git("-C", linked, "status", "--porcelain")));
    }

    [Fact]
    public async Task Moves_with_a_linked_worktree_of_a_bare_repository()
    {
        // arrange
        using var bare = TestRepository.Create("--bare");
        bare.Commit("feature", "own", ("own", "1\n"));
        bare.Commit("main", "newer", ("newer", "1\n"));
        var linked = bare.Beside("linked");
        bare.Git("worktree", "add", "--quiet", linked, "feature");

        // act
        var run = await new Alignment(bare) { Options = Included }.RunAsync("feature");

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(linked, "newer")));
        Assert.Equal("", bare.Git("-C", linked, "status", "--porcelain"));
    }

    [Fact]
    public async Task Needs_no_second_git_at_a_time()
    {
        var linked = Link();

        var run = await RunAsync(Included with { Orchestration = new OrchestrationOptions { MaxConcurrentGitOps = 1 } });

        HasMoved(run, linked);
    }

    [Fact]
    public async Task Writes_its_files_as_the_attributes_and_filters_of_that_checkout_say()
    {
        // arrange: the person's own attributes, which a run between objects does not look at
        var linked = Link();
        await File.WriteAllTextAsync(_repository.Beside("attributes"), "deep/* filter=shout\n", Stop);
        _repository.Git("config", "core.attributesFile", _repository.Beside("attributes"));
        _repository.Git("config", "filter.shout.smudge", "tr 1 2");
        _repository.Git("config", "filter.shout.clean", "tr 2 1");

        // act
        var run = await RunAsync();

        // assert
        HasMoved(run, linked);
        Assert.Equal("2\n", await File.ReadAllTextAsync(Path.Combine(linked, "deep/newer"), Stop));
        Assert.Equal("", _repository.Git("-C", linked, "status", "--porcelain"));
    }

    [Fact]
    public async Task Stays_when_a_file_of_it_has_changed()
    {
        var linked = Link();
        await File.WriteAllTextAsync(Path.Combine(linked, "own"), "not committed\n", Stop);

        await StaysAsync(OutcomeCodes.WorktreeDirty, $"The worktree of branch 'feature' at {linked} has changes that are not committed in own");
    }

    [Fact]
    public async Task Stays_when_its_index_is_locked()
    {
        var linked = Link();
        var held = Path.Combine(_repository.GitDirectory, "worktrees/linked/index.lock");
        await File.WriteAllTextAsync(held, "", Stop);

        var run = await new Alignment(_repository) { Options = Included }.Orchestrator.RunAsync(_repository.Path, [Input.Branch("feature")], cancellationToken: Stop);

        Assert.Equal($"The worktree of branch 'feature' at {linked} has a locked index", Assert.Single(run.Branches).ErrorMessage);
        Assert.True(File.Exists(held));
    }

    [Theory]
    [InlineData("deep/newer", "")]
    [InlineData("deep/newer", "deep\n")]
    [InlineData("deep", "deep\n")]
    [InlineData("deep/newer/below", "below\n")]
    public async Task Stays_when_a_file_that_is_not_under_version_control_is_in_the_way(string path, string ignored)
    {
        // arrange
        var linked = Link();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(linked, path))!);
        await File.WriteAllTextAsync(Path.Combine(linked, path), "mine\n", Stop);
        _repository.WriteGitFile("info/exclude", ignored);

        // assert
        await StaysAsync(
            OutcomeCodes.WorktreeDirty, $"The worktree of branch 'feature' at {linked} has a file that is not under version control in the way: {path}");
    }

    [Fact]
    public async Task Moves_where_files_links_and_directories_change_places()
    {
        // arrange: a file becomes a directory, a directory a file, a link to a directory a directory
        new History(_repository)
            .Commit("main", "one way", FileChange.File("a", "1\n"), FileChange.File("b/c", "1\n"), FileChange.Link("d", "b"))
            .Start("places", "main")
            .Commit("main", "other way", FileChange.Delete("a"), FileChange.File("a/x", "1\n"), FileChange.Delete("b/c"), FileChange.File("b", "1\n"), FileChange.Delete("d"), FileChange.File("d/c", "2\n"))
            .Import();
        var linked = _repository.Beside("places");
        _repository.Git("worktree", "add", "--quiet", linked, "places");

        // act
        var run = await new Alignment(_repository) { Options = Included }.RunAsync("places");

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal("2\n", await File.ReadAllTextAsync(Path.Combine(linked, "d/c"), Stop));
        Assert.Equal("", _repository.Git("-C", linked, "status", "--porcelain"));
    }

    [Fact]
    public async Task Stays_when_a_hook_refuses_the_move()
    {
        Link();
        _repository.WriteHook("reference-transaction", "test \"$1\" = prepared && grep -q refs/heads/feature && echo no >&2 && exit 1; exit 0");

        await StaysAsync(OutcomeCodes.HookRefused, null);
    }

    [Fact]
    public async Task Stays_with_all_its_files_when_a_filter_fails_in_the_middle()
    {
        // arrange: git writes deep/newer, and dies at z
        var linked = Link();
        _repository.Commit("main", "last", ("z", "1\n"));
        _repository.WriteGitFile("info/attributes", "z filter=broken\n");
        _repository.Git("config", "filter.broken.smudge", "false");
        _repository.Git("config", "filter.broken.required", "true");

        // assert
        await StaysAsync(OutcomeCodes.WorktreeMoveFailed, null);
        Assert.False(Directory.Exists(Path.Combine(linked, "deep")));
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("change")]
    [InlineData("switch")]
    [InlineData("merge")]
    public async Task Stays_as_somebody_has_left_it_during_the_run(string what)
    {
        var linked = Link();
        var alignment = new Alignment(_repository)
        {
            Options = Included,
            Modules = new AlignmentModules { Detector = new FakeDetector((_, _) => Task.FromResult(_worked ??= Work(linked, what))) },
            MovedByOthers = { "refs/heads/feature", "refs/heads/other" },
            CheckoutsMovedByOthers = { linked },
        };

        // act
        var run = await alignment.RunAsync("feature");

        // assert
        var result = Assert.Single(run.Branches);
        var expected = what switch { "commit" or "switch" => null, "merge" => "branch_checked_out", _ => "worktree_dirty" };
        Assert.Equal(expected, result.ErrorsDetected.SingleOrDefault());
        Assert.Equal("human\n", await File.ReadAllTextAsync(Path.Combine(linked, "human"), Stop));
        Assert.Equal(expected is null, result.NewTip is not null);
    }

    [Fact]
    public async Task Stays_when_the_link_to_its_worktree_is_gone()
    {
        File.Delete(Path.Combine(_repository.GitDirectory, "worktrees", Path.GetFileName(Link()), "gitdir"));
        await StaysAsync(OutcomeCodes.BranchCheckedOut, "Branch 'feature' was checked out during the run");
    }

    [Fact]
    public async Task Stays_when_it_is_checked_out_twice()
    {
        var linked = Link();
        _repository.Git("worktree", "add", "--quiet", "--force", _repository.Beside("second"), "feature");

        await StaysAsync(OutcomeCodes.BranchCheckedOut, $"Branch 'feature' is checked out at {linked} and elsewhere as well, or no link leads back from there");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static AlignmentOptions Included { get; } = new() { CheckedOut = CheckedOutBranches.Include };

    private string Link()
    {
        var linked = _repository.Beside("linked");
        _repository.Git("worktree", "add", "--quiet", linked, "feature");
        return linked;
    }

    private Task<RunResult> RunAsync(AlignmentOptions? options = null) => new Alignment(_repository) { Options = options ?? Included }.RunAsync("feature", "good");

    private void HasMoved(RunResult run, string worktree)
    {
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["own again", "own", "newer", "first"], _repository.Subjects("feature"));
        Assert.Equal("newer\n", File.ReadAllText(Path.Combine(worktree, "README")));
        Assert.True(File.Exists(Path.Combine(worktree, "deep/newer")));
        Assert.Equal(2, JournalFile.Read(run.Folder).Count(line => line.Kind == "published"));
        Assert.Equal(2, JournalFile.Read(run.Folder).Count(line => line.Kind == "publish_intended"));
    }

    private async Task StaysAsync(OutcomeCode code, string? message)
    {
        var tip = _repository.Tip("feature");

        var run = await RunAsync();

        var refused = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal([code.Name], refused.ErrorsDetected);
        Assert.Equal(message ?? refused.ErrorMessage, refused.ErrorMessage);
        Assert.Equal(tip, _repository.Tip("feature"));
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "good").Status);
    }

    private IReadOnlyList<Finding> Work(string linked, string what)
    {
        File.WriteAllText(Path.Combine(linked, "human"), "human\n");
        if (what == "switch")
        {
            _repository.Git("-C", linked, "switch", "--quiet", "--create", "other");
            return [];
        }

        _repository.Git("-C", linked, "add", "human");
        if (what == "commit")
        {
            _repository.Git("-C", linked, "commit", "--quiet", "--message", "human");
        }
        else if (what == "merge")
        {
            _repository.Git("-C", linked, "commit", "--quiet", "--message", "human");
            _repository.Git("-C", linked, "reset", "--quiet", "--keep", "HEAD");
            _repository.Git("-C", linked, "merge", "--quiet", "--no-commit", "--no-ff", "good");
        }

        return [];
    }
}
