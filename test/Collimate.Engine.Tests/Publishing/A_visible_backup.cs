using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_visible_backup : IDisposable
{
    private const string Backup = "backup-feature-pre-align";

    private readonly TestRepository _repository = TestRepository.Create();

    public A_visible_backup()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Stands_where_the_branch_was()
    {
        var old = _repository.Tip("feature");

        var result = await RunAsync();

        Assert.Equal(Backup, result.VisibleBackup);
        Assert.Null(result.VisibleBackupSkipped);
        Assert.Equal(old, _repository.Tip(Backup));
    }

    [Fact]
    public async Task Has_the_configured_prefix()
    {
        var result = await RunAsync(new OrchestrationOptions { BackupBranchPrefix = "before/it" });

        Assert.Equal("before/it-feature-pre-align", result.VisibleBackup);
    }

    [Fact]
    public async Task Of_an_earlier_run_moves_on_to_the_newer_tip()
    {
        // arrange
        await RunAsync();
        var second = _repository.Tip("feature");
        _repository.Commit("main", "newest", ("newest", "1\n"));

        // act
        var result = await RunAsync();

        // assert
        Assert.Equal(Backup, result.VisibleBackup);
        Assert.Equal(second, _repository.Tip(Backup));
    }

    [Fact]
    public async Task Is_skipped_when_somebody_has_moved_the_one_of_an_earlier_run()
    {
        await RunAsync();
        _repository.Branch(Backup, "main~1");
        _repository.Commit("main", "newest", ("newest", "1\n"));

        await IsSkippedAsync("a branch of this name exists that no run has made");
    }

    [Fact]
    public async Task Is_skipped_when_it_is_switched_off() =>
        await IsSkippedAsync("visible backups are switched off", new OrchestrationOptions { EnableBackupBranches = false });

    [Fact]
    public async Task Is_skipped_when_somebody_else_has_a_branch_of_that_name()
    {
        _repository.Branch(Backup, "main");

        await IsSkippedAsync("a branch of this name exists that no run has made");
    }

    [Theory]
    [InlineData("", 234)]
    [InlineData("folder/", 241)]
    public async Task Is_skipped_when_its_name_would_be_too_long_for_a_file(string folder, int length)
    {
        var name = folder + new string('x', length);
        _repository.Branch(name, "feature");

        await IsSkippedAsync("the name would be too long for a file", branch: name);
    }

    [Fact]
    public async Task May_have_the_longest_name_that_leaves_room_for_the_lock_of_its_file()
    {
        var name = new string('x', 233);
        _repository.Branch(name, "feature");

        var result = await RunAsync(branch: name);

        Assert.Equal($"backup-{name}-pre-align", result.VisibleBackup);
        Assert.True(_repository.Exists(result.VisibleBackup!));
    }

    [Fact]
    public async Task Is_skipped_when_another_branch_is_named_like_its_folder()
    {
        _repository.Branch("backup-folder", "main");
        _repository.Branch("folder/feature", "feature");

        await IsSkippedAsync("git refused to make it", branch: "folder/feature");
    }

    [Fact]
    public async Task Is_skipped_when_a_symbolic_reference_has_its_name()
    {
        _repository.Git("symbolic-ref", $"refs/heads/{Backup}", "refs/heads/main");

        await IsSkippedAsync("a symbolic reference has this name");
    }

    [Fact]
    public async Task Is_skipped_when_a_branch_of_that_name_is_checked_out()
    {
        _repository.Branch(Backup, "feature");
        _repository.Git("worktree", "add", "--quiet", _repository.Beside("linked"), Backup);

        await IsSkippedAsync("a branch of this name is checked out");
    }

    [Fact]
    public async Task Is_removed_at_the_end_of_the_run_when_that_is_configured()
    {
        // arrange
        var old = _repository.Tip("feature");

        // act
        var result = await RunAsync(new OrchestrationOptions { AutoCleanupBackups = true });

        // assert
        Assert.False(_repository.Exists(Backup));
        Assert.Null(result.VisibleBackup);
        Assert.Equal("visible backups are removed when the run has ended", result.VisibleBackupSkipped);
        Assert.Equal(old, _repository.Git("for-each-ref", "--format=%(parent)", "refs/collimate").Trim());
    }

    [Fact]
    public async Task Is_not_made_for_a_branch_that_did_not_move()
    {
        _repository.Branch("aligned", "main");

        var result = await RunAsync(branch: "aligned");

        Assert.Null(result.VisibleBackup);
        Assert.Null(result.VisibleBackupSkipped);
        Assert.False(_repository.Exists("backup-aligned-pre-align"));
    }

    private async Task IsSkippedAsync(string reason, OrchestrationOptions? options = null, string branch = "feature")
    {
        var result = await RunAsync(options, branch);

        Assert.Equal((BranchStatus.Completed, reason), (result.Status, result.VisibleBackupSkipped));
        Assert.Null(result.VisibleBackup);
        Assert.Equal(["own"], _repository.Subjects($"main..{branch}"));
    }

    private async Task<BranchResult> RunAsync(OrchestrationOptions? options = null, string branch = "feature") =>
        Assert.Single((await new Alignment(_repository) { Options = new AlignmentOptions { Orchestration = options ?? new() } }.RunAsync(branch)).Branches);
}
