using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.RollingBack;

public sealed class Old_runs_that_are_pruned
{
    private static readonly string[] All = TornRun.Branches;
    private static readonly PruneOptions Everything = new() { Keep = 0, OlderThan = TimeSpan.FromDays(-1), Effect = PruneEffect.Remove };

    [Fact]
    public async Task Leave_nothing_but_the_aligned_branches()
    {
        using var run = await TornRun.EndedAsync();

        var pruned = await run.PruneAsync(Everything);

        Assert.Equal([run.Killed], pruned.Runs);
        Assert.Equal(All.Select(branch => $"backup-{branch}-pre-align"), pruned.Backups);
        Assert.Empty(pruned.Remaining);
        Assert.Equal([.. All, "main"], run.Repository.Git("for-each-ref", "--format=%(refname:lstrip=2)").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(run.Folder));
        Assert.Equal(All, run.Moved());
    }

    [Fact]
    public async Task Are_none_where_there_has_been_no_run()
    {
        using var repository = TestRepository.Create();
        var history = new RunHistory(new Alignment(repository).Host, repository.Path);

        Assert.Empty(await history.ListAsync(CancellationToken.None));
        Assert.Empty((await history.PruneAsync(Everything, CancellationToken.None)).Runs);
    }

    [Fact]
    public async Task Are_only_named_at_first()
    {
        using var run = await TornRun.EndedAsync();
        Assert.Equal((Engine.RollingBack.PastRunState.Ended, 4), Assert.Single((await run.ListAsync()).Select(past => (past.State, past.Moved))));
        var before = RepositoryState.Of(run.Repository);

        var pruned = await run.PruneAsync(Everything with { Effect = PruneEffect.Nothing });

        Assert.Equal([run.Killed], pruned.Runs);
        Assert.Equal(4, pruned.Backups.Count);
        Assert.Equal(before.References, RepositoryState.Of(run.Repository).References);
        Assert.True(File.Exists(run.Journal));
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(0, 1)]
    public async Task Are_none_that_are_new_or_among_the_newest(int keep, int days)
    {
        using var run = await TornRun.EndedAsync();

        var pruned = await run.PruneAsync(Everything with { Keep = keep, OlderThan = TimeSpan.FromDays(days) });

        Assert.Empty(pruned.Runs);
        Assert.True(File.Exists(run.Journal));
    }

    [Fact]
    public async Task Are_none_that_were_killed_and_not_recovered()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.WriteGitFile("collimate/run", "");

        Assert.Empty((await torn.PruneAsync(Everything)).Runs);
    }

    [Fact]
    public async Task Leave_backups_that_a_newer_run_has_recorded_and_what_people_put_there()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Branch(All[0], run.Old[All[0]]);
        var mine = run.Repository.Tip("main");
        run.Repository.Branch($"backup-{All[1]}-pre-align", mine);
        var later = new FakeTime(); // Runs of the same second have no order.
        later.Advance(TimeSpan.FromDays(10_000));
        var newer = await new Alignment(run.Repository) { Time = later }.RunAsync(All[0]);

        Assert.Equal([newer.Run, run.Killed], (await run.ListAsync()).Select(past => past.Run));
        var pruned = await run.PruneAsync(Everything with { Keep = 1 });

        Assert.Equal([run.Killed], pruned.Runs);
        Assert.Equal([$"backup-{All[2]}-pre-align", $"backup-{All[3]}-pre-align"], pruned.Backups);
        Assert.Equal(run.Old[All[0]], run.Repository.Tip($"backup-{All[0]}-pre-align"));
        Assert.Equal(mine, run.Repository.Tip($"backup-{All[1]}-pre-align"));
    }

    [Fact]
    public async Task Leave_a_branch_that_a_person_made_where_a_backup_would_be()
    {
        // arrange: at the very commit that the backup would have
        using var repository = TestRepository.Create();
        var mine = repository.Commit("feature", "own", ("own", "1\n"));
        repository.Branch("backup-feature-pre-align", mine);
        repository.Commit("main", "newer", ("newer", "1\n"));
        var run = await new Alignment(repository).RunAsync("feature");

        // act
        var pruned = await new RunHistory(new Alignment(repository).Host, repository.Path).PruneAsync(Everything, CancellationToken.None);

        // assert
        Assert.Equal("a branch of this name exists that no run has made", Assert.Single(run.Branches).VisibleBackupSkipped);
        Assert.Equal([run.Run], pruned.Runs);
        Assert.Empty(pruned.Backups);
        Assert.Equal(mine, repository.Tip("backup-feature-pre-align"));
    }

    [Fact]
    public async Task Never_take_a_branch_along_because_a_commit_of_somebody_says_so()
    {
        using var run = await TornRun.EndedAsync();
        var tip = run.Repository.Commit("release", "own", ("release", "1\n"));
        var hostile = run.Repository.Git("commit-tree", "-m", $"keep\n\n{tip} release release\n{tip} release {All[0]}\n{tip} release", "main^{tree}").Trim();
        run.Repository.Git("update-ref", "refs/collimate/runs/20200102T030405Z-abcd", hostile);

        var pruned = await run.PruneAsync(Everything);

        Assert.Contains("20200102T030405Z-abcd", pruned.Runs);
        Assert.DoesNotContain("release", pruned.Backups);
        Assert.Equal(tip, run.Repository.Tip("release"));
    }

    [Fact]
    public async Task Are_no_folders_and_references_that_only_look_like_runs()
    {
        using var run = await TornRun.EndedAsync();
        const string NoDate = "20261399T999999Z-abcd";
        Directory.CreateDirectory(Path.Combine(run.Repository.GitDirectory, "collimate/runs", NoDate));
        run.Repository.Git("update-ref", $"refs/collimate/runs/{NoDate}", "main");

        Assert.Equal([run.Killed], (await run.ListAsync()).Select(past => past.Run));
        Assert.Equal([run.Killed], (await run.PruneAsync(Everything)).Runs);
        Assert.True(run.Repository.Run(["rev-parse", "--verify", $"refs/collimate/runs/{NoDate}"], []).ExitCode == 0);
    }

    [Fact]
    public async Task Are_recovered_first_which_is_said()
    {
        using var torn = await TornRun.KilledAsync(All[0]);

        await torn.PruneAsync(Everything with { Keep = 1 });

        Assert.Equal(All, torn.Moved());
        Assert.Equal(torn.Killed, Assert.Single(torn.Said).Run);
    }

    [Fact]
    public async Task Leave_a_backup_that_somebody_has_checked_out()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Git("worktree", "add", "--quiet", run.Repository.Beside("mine"), $"backup-{All[1]}-pre-align");

        var pruned = await run.PruneAsync(Everything);

        Assert.Empty(pruned.Runs);
        Assert.Empty(pruned.Backups);
        Assert.Equal([$"refs/heads/backup-{All[1]}-pre-align"], pruned.Remaining);
        Assert.Equal(run.Old[All[1]], run.Repository.Tip($"backup-{All[1]}-pre-align"));

        // It is still known as one, and goes when nobody uses it any more.
        run.Repository.Git("worktree", "remove", run.Repository.Beside("mine"));
        Assert.Equal([run.Killed], (await run.PruneAsync(Everything)).Runs);
        Assert.False(run.Repository.Exists($"backup-{All[1]}-pre-align"));
    }

    [Fact]
    public async Task May_be_known_by_a_reference_that_is_nothing_of_ours()
    {
        using var run = await TornRun.EndedAsync();
        run.Repository.Git("update-ref", "refs/collimate/runs/20200102T030405Z-abcd", "main^{tree}");
        run.Repository.Git("update-ref", "refs/collimate/runs/20200102T030405Z-abce", run.Repository.Git("commit-tree", "-m", "short\n\nno id at all\nx\n", "main^{tree}").Trim());

        Assert.Equal(3, (await run.PruneAsync(Everything)).Runs.Count);
    }

    [Fact]
    public async Task Are_found_by_their_keep_refs_where_a_folder_is_gone()
    {
        using var run = await TornRun.EndedAsync();
        Directory.Delete(run.Folder, recursive: true);

        var pruned = await run.PruneAsync(Everything);

        Assert.Equal([run.Killed], pruned.Runs);
        Assert.Equal("", run.Repository.Git("for-each-ref", "refs/collimate"));
    }

    [Fact]
    public async Task Keep_what_git_refuses_to_remove()
    {
        using var run = await TornRun.EndedAsync();
        var held = run.LockOf($"refs/heads/backup-{All[1]}-pre-align");
        await File.WriteAllTextAsync(held, "", CancellationToken.None);

        var pruned = await run.PruneAsync(Everything);

        Assert.Equal([$"refs/heads/backup-{All[1]}-pre-align"], pruned.Remaining);
        Assert.Empty(pruned.Runs);
        Assert.True(run.Repository.Exists($"backup-{All[1]}-pre-align"));
        Assert.False(run.Repository.Exists($"backup-{All[2]}-pre-align"));
        Assert.True(File.Exists(run.Journal));
        File.Delete(held);
        Assert.Equal([run.Killed], (await run.PruneAsync(Everything)).Runs);
        Assert.False(run.Repository.Exists($"backup-{All[1]}-pre-align"));
    }
}
