using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

/// <summary>The journal as it is on the disk in the moment in which git makes or moves a reference.</summary>
public sealed class The_announcement_of_a_move : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string _seen;

    public The_announcement_of_a_move()
    {
        _repository.Commit("parent", "own", ("parent", "1\n"));
        _repository.Branch("child", "parent");
        _repository.Commit("child", "on top", ("child", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        _seen = Directory.CreateDirectory(_repository.Beside("seen")).FullName;
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_there_before_the_old_tips_are_kept()
    {
        Look("refs/collimate/runs");

        var run = await new Alignment(_repository).RunAsync("parent", "child");

        var last = JournalFile.Read(_seen)[^1];
        Assert.Equal("keep_intended", last.Kind);
        Assert.Equal(_repository.Git("rev-parse", $"refs/collimate/runs/{run.Run}").Trim(), last.Text("commit"));
    }

    [Fact]
    public async Task Is_there_before_a_branch_moves_and_says_all_that_recovery_needs()
    {
        // arrange: a second run, so that there are backups of the first
        await new Alignment(_repository).RunAsync("parent", "child");
        var former = _repository.Tip("backup-child-pre-align");
        var old = _repository.Tip("child");
        _repository.Commit("main", "newest", ("newest", "1\n"));
        Look("refs/heads/child");

        // act
        await new Alignment(_repository).RunAsync("parent", "child");

        // assert
        var child = JournalFile.Read(_seen).Single(line => line.Kind == "publish_intended" && line.Text("branch") == "child");
        Assert.Equal((old, _repository.Tip("child"), "rebase"), (child.Text("old"), child.Text("new"), child.Text("how")));
        Assert.Equal(("backup-child-pre-align", former), (child.Text("backup"), child.Text("backup_before")));
        Assert.Equal(["parent"], child.Json.GetProperty("stands_on").EnumerateArray().Select(parent => parent.GetString()));
    }

    [Fact]
    public async Task Is_none_for_a_branch_that_stands_on_one_which_stays()
    {
        // arrange: whoever recovers a run that was killed now must not finish the child alone
        _repository.Git("worktree", "add", "--quiet", _repository.Beside("mine"), "parent");
        _repository.Branch("other", "main~1");
        _repository.Commit("other", "own", ("other", "1\n"));
        Look("refs/heads/other");

        // act
        var run = await new Alignment(_repository).RunAsync("parent", "child", "other");

        // assert
        Assert.Equal(["stack_parent_failed"], run.Branches.Single(branch => branch.BranchName == "child").ErrorsDetected);
        Assert.Equal(["other"], JournalFile.Read(_seen).Where(line => line.Kind == "publish_intended").Select(line => line.Text("branch")));
        Assert.DoesNotContain(JournalFile.Read(run.Folder), line => line.Kind == "not_published");
    }

    [Fact]
    public async Task Names_no_backup_where_none_is_made()
    {
        Look("refs/heads/child");
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { EnableBackupBranches = false } };

        await new Alignment(_repository) { Options = options }.RunAsync("parent", "child");

        var child = JournalFile.Read(_seen).Single(line => line.Kind == "publish_intended" && line.Text("branch") == "child");
        Assert.False(child.Json.TryGetProperty("backup", out _));
    }

    /// <summary>Keeps the journal of the newest run as it is before the first reference of this name moves.</summary>
    private void Look(string reference) => _repository.WriteHook(
        "reference-transaction",
        $"if test $1 = prepared && grep --quiet {reference} && mkdir '{_seen}/once' 2>/dev/null; then cp \"$(ls -t '{_repository.GitDirectory}'/collimate/runs/*/journal.jsonl | head -n 1)\" '{_seen}/journal.jsonl'; fi");
}
