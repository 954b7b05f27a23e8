using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

public sealed class The_keep_ref_of_a_run : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public The_keep_ref_of_a_run()
    {
        _repository.Commit("one", "own", ("own", "1\n"));
        _repository.Commit("two", "own", ("own", "2\n"));
        _repository.Branch("twin", "two");
        _repository.Branch("behind", "main");
        _repository.Commit("conflicting", "own", ("README", "mine\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));
        _repository.Branch("aligned", "main");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Holds_the_old_tips_of_all_branches_that_may_move()
    {
        // arrange
        string[] movable = [_repository.Tip("behind"), _repository.Tip("conflicting"), _repository.Tip("one"), _repository.Tip("two")];

        // act
        var run = await RunAsync();

        // assert
        Assert.Equal(movable, _repository.Git("log", "-1", "--format=%P", Keep(run)).Trim().Split(' '));
    }

    [Fact]
    public async Task Names_each_branch_with_its_old_tip_and_its_visible_backup()
    {
        var tip = _repository.Tip("one");

        var run = await RunAsync();

        var message = _repository.Git("log", "-1", "--format=%B", Keep(run));
        Assert.StartsWith($"collimate: the tips before run {run.Run}\n\n", message, StringComparison.Ordinal);
        Assert.Contains($"\n{tip} backup-one-pre-align one\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_no_visible_backup_where_none_is_wanted()
    {
        var run = await RunAsync(new OrchestrationOptions { EnableBackupBranches = false });

        Assert.Contains($" - one\n", _repository.Git("log", "-1", "--format=%B", Keep(run)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_old_tips_through_a_garbage_collection()
    {
        // arrange
        var tips = new[] { "one", "two", "conflicting" }.Select(_repository.Tip).ToArray();
        await RunAsync(new OrchestrationOptions { EnableBackupBranches = false });

        // act
        _repository.Git("reflog", "expire", "--expire=now", "--all");
        _repository.Git("gc", "--quiet", "--prune=now");

        // assert
        Assert.All(tips, tip => Assert.Equal("own\n", _repository.Git("log", "-1", "--format=%s", tip)));
    }

    [Fact]
    public async Task Exists_before_the_first_branch_moves()
    {
        // arrange: a hook that lets a branch move only when the keep ref is there
        _repository.WriteHook(
            "reference-transaction",
            "if grep --quiet refs/heads/; then test -d \"$GIT_DIR/refs/collimate/runs\" && test -n \"$(ls \"$GIT_DIR/refs/collimate/runs\")\"; fi");

        var run = await RunAsync();

        Assert.Equal(5, run.Successful);
    }

    [Fact]
    public async Task Does_not_exist_when_nothing_moves()
    {
        await new Alignment(_repository).RunAsync("conflicting", "aligned");

        Assert.Equal("", _repository.Git("for-each-ref", "refs/collimate"));
    }

    [Fact]
    public async Task Is_the_only_trace_of_a_second_run_that_has_nothing_to_do_because_there_is_none()
    {
        // arrange
        await RunAsync();
        var (references, objects) = (_repository.Git("for-each-ref"), _repository.Git("count-objects", "--verbose"));

        // act
        var second = await new Alignment(_repository).RunAsync("one", "two", "twin", "behind", "aligned");

        // assert
        Assert.Equal(5, second.Successful);
        Assert.All(second.Branches, branch => Assert.Null(branch.NewTip));
        Assert.Equal(references, _repository.Git("for-each-ref"));
        Assert.Equal(objects, _repository.Git("count-objects", "--verbose"));
    }

    private static string Keep(RunResult run) => $"refs/collimate/runs/{run.Run}";

    private Task<RunResult> RunAsync(OrchestrationOptions? options = null) =>
        new Alignment(_repository) { Options = new AlignmentOptions { Orchestration = options ?? new() } }
            .RunAsync("one", "two", "twin", "behind", "conflicting", "aligned");
}
