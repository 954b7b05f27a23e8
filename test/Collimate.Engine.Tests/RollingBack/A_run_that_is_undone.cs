using Collimate.TestKit;

namespace Collimate.Engine.Tests.RollingBack;

public sealed class A_run_that_is_undone
{
    private static readonly string[] All = TornRun.Branches;

    [Fact]
    public async Task Has_its_branches_where_they_were()
    {
        using var run = await TornRun.EndedAsync();

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal(All, run.Unmoved());
        Assert.Equal(All, undone.Undone);
        Assert.Equal(ExitCode.AllAligned, undone.ExitCode);
        Assert.Equal((Engine.RollingBack.PastRunState.Undone, 0), Assert.Single((await run.ListAsync()).Select(past => (past.State, past.Moved))));
    }

    [Fact]
    public async Task Can_be_undone_after_a_garbage_collection()
    {
        using var run = await TornRun.EndedAsync();
        foreach (var branch in All)
        {
            run.Repository.Git("update-ref", "-d", $"refs/heads/backup-{branch}-pre-align");
        }

        run.Repository.Git("reflog", "expire", "--expire=now", "--all");
        run.Repository.Git("gc", "--quiet", "--prune=now");

        await run.UndoAsync(run.Killed);

        Assert.Equal(All, run.Unmoved());
        Assert.Equal("", run.Repository.Git("fsck", "--strict", "--no-dangling", "--no-progress"));
    }

    [Fact]
    public async Task Leaves_what_people_did_since_and_names_it()
    {
        using var run = await TornRun.EndedAsync();
        var mine = run.Repository.Commit(All[1], "since", ("mine", "1\n"));
        run.Repository.Git("update-ref", "-d", $"refs/heads/{All[2]}");

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal(mine, run.Repository.Tip(All[1]));
        Assert.False(run.Repository.Exists(All[2]));
        Assert.Equal([All[1], All[2]], undone.ChangedByOthers);
        Assert.Equal([All[0], All[3]], undone.Undone);
        Assert.Equal(ExitCode.RacesLost, undone.ExitCode);
    }

    [Fact]
    public async Task Leaves_a_branch_that_is_checked_out()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Git("worktree", "add", "--quiet", run.Repository.Beside("mine"), All[1]);

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal(run.New[All[1]], run.Repository.Tip(All[1]));
        Assert.Equal([All[1]], undone.CheckedOut);
        Assert.Equal(ExitCode.SomeFailed, undone.ExitCode);
    }

    [Fact]
    public async Task Leaves_a_branch_that_a_hook_holds()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.WriteHook("reference-transaction", $"if test \"$1\" = prepared && grep --quiet refs/heads/{All[1]}; then echo no >&2; exit 1; fi");

        var undone = await run.UndoAsync(run.Killed);

        var (branch, reason) = Assert.Single(undone.Refused);
        Assert.Equal(All[1], branch);
        Assert.Contains("hook", reason, StringComparison.Ordinal);
        Assert.Equal([All[0], All[2], All[3]], undone.Undone);
        Assert.Equal(ExitCode.SomeFailed, undone.ExitCode);
    }

    [Fact]
    public async Task Leaves_a_branch_that_is_checked_out_while_it_is_undone()
    {
        // arrange: the refusal makes it look again
        using var run = await TornRun.EndedAsync();
        var mine = run.Repository.Beside("mine");
        run.Repository.WriteHook(
            "reference-transaction",
            $"""
            if test $1 = prepared && grep --quiet refs/heads/{All[0]}; then
                git -c core.hooksPath=/dev/null worktree add --quiet '{mine}' {All[2]} && exit 1
            fi
            """);

        // act
        var undone = await run.UndoAsync(run.Killed);

        // assert
        Assert.Equal([All[1], All[3]], undone.Undone);
        Assert.Equal([(All[2], "it is checked out or in use")], undone.Refused.Skip(1));
        Assert.Equal("", run.Repository.Git("-C", mine, "status", "--porcelain"));
    }

    [Fact]
    public async Task Has_no_lock_where_git_died()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet refs/heads/{All[1]}; then kill -KILL $PPID; fi");

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal([(All[1], "git was killed")], undone.Refused);
        Assert.Equal([All[0], All[2], All[3]], undone.Undone);
        Assert.Empty(Directory.EnumerateFiles(run.Repository.GitDirectory, "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Does_not_follow_a_branch_that_became_a_symbolic_reference()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Branch("other", run.New[All[1]]);
        run.Repository.Git("symbolic-ref", $"refs/heads/{All[1]}", "refs/heads/other");

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal(run.New[All[1]], run.Repository.Tip("other"));
        Assert.Equal([All[1]], undone.ChangedByOthers);
    }

    [Fact]
    public async Task May_be_interrupted_and_asked_for_again()
    {
        // arrange: the signal comes when the moves are being announced
        using var run = await TornRun.EndedAsync();
        using var signal = new CancellationTokenSource();
        run.Time = new TimeThatSignals(signal);

        // act
        var interrupted = await run.UndoAsync(run.Killed, signal);
        run.Time = TimeProvider.System;
        var undone = await run.UndoAsync(run.Killed);

        // assert
        Assert.Equal((RunEnd.Interrupted, ExitCode.Interrupted), (interrupted.End, interrupted.ExitCode));
        Assert.Equal(All.Select(branch => (branch, "not tried after the interruption")), interrupted.Refused);
        Assert.Equal(All, undone.Undone);
    }

    [Fact]
    public async Task Can_be_undone_again_where_something_was_in_the_way()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Git("worktree", "add", "--quiet", run.Repository.Beside("mine"), All[1]);
        await run.UndoAsync(run.Killed);
        run.Repository.Git("worktree", "remove", run.Repository.Beside("mine"));

        var again = await run.UndoAsync(run.Killed);
        var third = await run.UndoAsync(run.Killed);

        Assert.Equal([All[1]], again.Undone);
        Assert.Equal(All, run.Unmoved());
        Assert.Empty(third.Undone);
    }

    [Fact]
    public async Task Counts_what_somebody_moved_back_already()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Branch(All[0], run.Old[All[0]]);

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal([All[0]], undone.Before);
        Assert.Equal(ExitCode.AllAligned, undone.ExitCode);
        Assert.Equal(0, Assert.Single(await run.ListAsync()).Moved);
    }

    [Fact]
    public async Task Has_announced_every_move_before_the_first()
    {
        using var run = await TornRun.EndedAsync();
        var seen = run.Repository.Beside("seen");
        run.Repository.WriteHook("reference-transaction", $"test -e '{seen}' || cp '{run.Journal}' '{seen}'");

        await run.UndoAsync(run.Killed);

        Assert.Equal(4, (await File.ReadAllLinesAsync(seen, CancellationToken.None)).Count(line => line.Contains("\"undo_intended\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Is_recovered_first_when_it_was_killed()
    {
        using var torn = await TornRun.KilledAsync(All[0]);

        var undone = await torn.UndoAsync(torn.Killed);

        Assert.Equal(All, undone.Undone);
        Assert.Equal(All, torn.Unmoved());
    }

    [Fact]
    public async Task May_be_killed_while_it_is_undone()
    {
        using var run = await TornRun.EndedAsync();
        await run.UndoAsync(run.Killed);
        await run.CutUndoAsync(All[3]);
        await File.WriteAllTextAsync(run.LockOf($"refs/heads/{All[3]}"), run.Old[All[3]], CancellationToken.None);
        run.Repository.WriteGitFile("collimate/run", $"run {run.Killed} by process 4711 since 2026-01-02T03:04:05Z\n");

        var undone = await run.UndoAsync(run.Killed);

        Assert.Equal([All[3]], undone.Undone);
        Assert.Equal(All, run.Unmoved());
        Assert.False(File.Exists(run.LockOf($"refs/heads/{All[3]}")));
    }

    [Theory]
    [InlineData("20260102T030405Z-abcd")]
    [InlineData("../../hooks")]
    [InlineData("")]
    public async Task Has_to_exist(string id)
    {
        using var run = await TornRun.EndedAsync();

        var failure = await Assert.ThrowsAsync<RunNotFoundException>(() => run.UndoAsync(id));

        Assert.Contains(run.Killed, failure.Hint, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, failure.ExitCode);
        Assert.Equal(All, run.Moved());
    }

    private sealed class TimeThatSignals(CancellationTokenSource signal) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            // Its first question is when the undoing begins.
            if (++_asked > 1)
            {
                signal.Cancel();
            }

            return base.GetUtcNow();
        }
    }
}
