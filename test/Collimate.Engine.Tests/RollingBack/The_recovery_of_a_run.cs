using Collimate.Engine.Journaling;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.RollingBack;

/// <summary>While it works, other things happen.</summary>
public sealed class The_recovery_of_a_run
{
    private static readonly string[] All = TornRun.Branches;

    [Fact]
    public async Task Asks_the_references_what_moved_when_git_dies_after_it_moved_a_branch()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.WriteHook("reference-transaction", $"if test $1 = committed && grep --quiet refs/heads/{All[1]}; then kill -KILL $PPID; fi");

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All, torn.Moved());
        Assert.Equal(All[1..], recovered.Finished);
        Assert.Equal(All, (await torn.UndoAsync(torn.Killed)).Undone);
    }

    [Fact]
    public async Task Leaves_no_lock_when_git_dies_before_it_moves_a_branch()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet refs/heads/{All[1]}; then kill -KILL $PPID; fi");

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal([All[1]], recovered.NotMoved);
        Assert.Equal([All[2], All[3]], recovered.Finished);
        Assert.Empty(Directory.EnumerateFiles(torn.Repository.GitDirectory, "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Marks_its_git_as_one_of_that_run_so_that_a_second_recovery_waits_for_it()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var seen = torn.Repository.Beside("seen");
        torn.Repository.WriteHook("reference-transaction", $"echo \"$COLLIMATE_RUN\" >> '{seen}'");

        await torn.RecoverAsync();

        Assert.All(await File.ReadAllLinesAsync(seen, CancellationToken.None), line => Assert.Equal(torn.Killed, line));
    }

    [Fact]
    public async Task Leaves_a_branch_that_is_checked_out_meanwhile()
    {
        // arrange: the refusal makes it look again
        using var torn = await TornRun.KilledAsync(All[0]);
        var mine = torn.Repository.Beside("mine");
        torn.Repository.WriteHook(
            "reference-transaction",
            $"""
            if test $1 = prepared && grep --quiet refs/heads/{All[1]}; then
                git -c core.hooksPath=/dev/null worktree add --quiet '{mine}' {All[2]} && exit 1
            fi
            """);

        // act
        var recovered = Assert.Single(await torn.RecoverAsync());

        // assert
        Assert.Equal([All[1], All[2]], recovered.NotMoved);
        Assert.Equal("", torn.Repository.Git("-C", mine, "status", "--porcelain"));
        Assert.Equal([All[0], All[3]], torn.Moved());
    }

    [Fact]
    public async Task Keeps_garbage_collection_away_while_branches_move()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var seen = torn.Repository.Beside("seen");
        torn.Repository.WriteHook("reference-transaction", $"cat '{torn.Repository.GitDirectory}/gc.pid' >> '{seen}'");

        await torn.RecoverAsync();

        Assert.Contains($"{Environment.ProcessId} ", await File.ReadAllTextAsync(seen, CancellationToken.None), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(torn.Repository.GitDirectory, "gc.pid")));
    }

    [Fact]
    public async Task Does_not_follow_a_branch_that_became_a_symbolic_reference()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.Branch("other", torn.Old[All[1]]);
        torn.Repository.Git("symbolic-ref", $"refs/heads/{All[1]}", "refs/heads/other");

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(torn.Old[All[1]], torn.Repository.Tip("other"));
        Assert.Equal([All[1]], recovered.ChangedByOthers);
    }

    [Fact]
    public async Task Is_said_also_where_another_run_cannot_be_recovered()
    {
        // arrange
        using var torn = await TornRun.KilledAsync(All[0]);
        const string Damaged = "20260102T030405Z-abcd";
        torn.Repository.WriteGitFile("collimate/run", $"run {Damaged} by process 4711 since 2026-01-02T03:04:05Z\nafter {torn.Killed}\n");
        Directory.CreateDirectory(Path.Combine(torn.Repository.GitDirectory, "collimate/runs", Damaged));
        torn.Repository.WriteGitFile($"collimate/runs/{Damaged}/journal.jsonl", "damage\ndamage\n");

        // act
        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => torn.RecoverAsync());

        // assert
        Assert.Contains(Damaged, failure.Message, StringComparison.Ordinal);
        Assert.Equal(All, torn.Moved());
        Assert.Equal(torn.Killed, Assert.Single(torn.Said).Run);
    }

    [Fact]
    public async Task Is_not_kept_from_its_work_by_an_old_run_that_had_ended()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        const string Old = "20260102T030405Z-abcd";
        Directory.CreateDirectory(Path.Combine(torn.Repository.GitDirectory, "collimate/runs", Old));
        torn.Repository.WriteGitFile($"collimate/runs/{Old}/journal.jsonl", "damage\ndamage\n");

        Assert.Equal(torn.Killed, Assert.Single(await torn.RecoverAsync()).Run);
    }

    [Fact]
    public async Task Says_what_keeps_it_from_its_work_and_can_be_asked_again()
    {
        // arrange: git cannot read the references
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.WriteGitFile("packed-refs", "nonsense\n");

        // act
        var blocked = await Assert.ThrowsAsync<Engine.RollingBack.RecoveryBlockedException>(() => torn.RecoverAsync());
        File.Delete(Path.Combine(torn.Repository.GitDirectory, "packed-refs"));

        // assert
        Assert.StartsWith($"Run {torn.Killed} was killed and cannot be recovered: git for-each-ref", blocked.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Busy, blocked.ExitCode);
        Assert.Equal(All[1..], Assert.Single(await torn.RecoverAsync()).Finished);
    }

    [Fact]
    public async Task Has_nothing_to_do_for_a_run_that_was_recovered_before_the_lock_could_say_so()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        await torn.RecoverAsync();
        torn.Repository.WriteGitFile("collimate/run", $"run 20260102T030405Z-abcd by process 4711 since 2026-01-02T03:04:05Z\nafter {torn.Killed}\n");

        Assert.Empty(await torn.RecoverAsync());
    }

    [Fact]
    public async Task Moves_the_backup_of_an_earlier_run_along()
    {
        using var torn = await TornRun.KilledAsync(BranchShape.SideBySide, [All[0]], earlierRuns: 1);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All[1..], recovered.Finished);
        Assert.All(All, branch => Assert.Equal(torn.Old[branch], torn.Repository.Tip($"backup-{branch}-pre-align")));
    }

    [Fact]
    public async Task Makes_no_backups_and_hears_no_hooks_where_the_run_did_not()
    {
        var options = new AlignmentOptions
        {
            Orchestration = new OrchestrationOptions { EnableBackupBranches = false },
            Publish = new PublishOptions { Hooks = Engine.Publishing.HookPolicy.Skip },
        };
        using var torn = await TornRun.KilledAsync(BranchShape.SideBySide, [All[0]], options: options);
        torn.Repository.WriteHook("reference-transaction", "exit 1");

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All[1..], recovered.Finished);
        Assert.Equal("", torn.Repository.Git("for-each-ref", "refs/heads/backup-*"));
    }

    [Fact]
    public async Task Leaves_a_backup_that_somebody_has_moved()
    {
        using var torn = await TornRun.KilledAsync(BranchShape.SideBySide, [All[0]], earlierRuns: 1);
        var mine = torn.Repository.Commit($"backup-{All[1]}-pre-align", "mine", ("mine", "1\n"));

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All[1..], recovered.Finished);
        Assert.Equal(mine, torn.Repository.Tip($"backup-{All[1]}-pre-align"));
    }

    [Fact]
    public async Task Of_an_undoing_says_what_had_moved_back()
    {
        // arrange: killed when two of four had moved back
        using var run = await TornRun.EndedAsync();
        await run.UndoAsync(run.Killed);
        await run.CutUndoAsync(All[2], All[3]);

        // act
        var recovered = Assert.Single(await run.RecoverAsync());

        // assert
        Assert.Equal(All[..2], recovered.MovedBack);
        Assert.Equal(All[2..], recovered.NotMovedBack);
        var tail = JournalFile.Read(run.Folder).SkipWhile(line => line.Kind != JournalKind.UndoIntended).Skip(All.Length).ToArray();
        Assert.Equal(
            [JournalKind.Undone, JournalKind.Undone, JournalKind.NotUndone, JournalKind.NotUndone, JournalKind.Recovered],
            tail.Select(line => line.Kind));
        Assert.Equal(All, tail[..^1].Select(line => line.Text("branch")));
    }

    [Fact]
    public async Task Of_a_second_undoing_says_nothing_of_the_first()
    {
        // arrange: the first moves two of four back, the second announces one of the others and is killed
        using var run = await TornRun.EndedAsync();
        run.Repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet -e refs/heads/{All[1]} -e refs/heads/{All[2]}; then exit 1; fi");
        await run.UndoAsync(run.Killed);
        run.Repository.WriteHook("reference-transaction", "exit 0");
        run.Repository.Git("worktree", "add", "--quiet", run.Repository.Beside("mine"), All[2]);
        await run.UndoAsync(run.Killed);
        await run.CutUndoAsync();

        // act
        var recovered = Assert.Single(await run.RecoverAsync());

        // assert
        Assert.Equal([All[1]], recovered.MovedBack);
        Assert.Empty(recovered.NotMovedBack);
    }

    [Fact]
    public async Task Says_that_the_repository_cannot_be_written_to()
    {
        using var repository = TestRepository.Create();
        repository.WriteGitFile("collimate", "a file where the folder would be\n");

        var failure = await Assert.ThrowsAsync<Engine.Orchestrating.RepositoryUnsuitableException>(
            () => new RunHistory(new Alignment(repository).Host, repository.Path).RecoverAsync(CancellationToken.None));

        Assert.StartsWith("The repository cannot be written to", failure.Message, StringComparison.Ordinal);
    }
}
