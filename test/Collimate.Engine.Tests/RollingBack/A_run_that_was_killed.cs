using Collimate.Engine.Journaling;
using Collimate.Engine.RollingBack;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.RollingBack;

public sealed class A_run_that_was_killed
{
    private static readonly string[] All = TornRun.Branches;

    [Fact]
    public async Task Is_finished_where_it_had_begun_to_move_what_it_announced()
    {
        using var torn = await TornRun.KilledAsync(All[0], All[2]);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All, torn.Moved());
        Assert.Equal((torn.Killed, 2), (recovered.Run, recovered.Moved));
        Assert.Equal([All[1], All[3]], recovered.Finished);
        Assert.All(All, branch => Assert.Equal(torn.Old[branch], torn.Repository.Tip($"backup-{branch}-pre-align")));
        Assert.Equal("", torn.Repository.Git("fsck", "--strict", "--no-dangling", "--no-progress"));
    }

    [Fact]
    public async Task Is_given_up_where_nothing_had_moved()
    {
        using var torn = await TornRun.KilledAsync();

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All, torn.Unmoved());
        Assert.Equal(All, recovered.NotMoved);
        Assert.Equal((0, 0), (recovered.Moved, recovered.Finished.Count));
    }

    [Fact]
    public async Task Leaves_what_people_did_since()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var mine = torn.Repository.Commit(All[1], "since", ("mine", "1\n"));
        torn.Repository.Git("update-ref", "-d", $"refs/heads/{All[2]}");

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(mine, torn.Repository.Tip(All[1]));
        Assert.False(torn.Repository.Exists(All[2]));
        Assert.Equal([All[1], All[2]], recovered.ChangedByOthers);
        Assert.Equal([All[3]], recovered.Finished);
    }

    [Fact]
    public async Task Does_not_move_a_branch_that_was_checked_out_since()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.Git("worktree", "add", "--quiet", torn.Repository.Beside("mine"), All[1]);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(torn.Old[All[1]], torn.Repository.Tip(All[1]));
        Assert.Equal([All[1]], recovered.NotMoved);
    }

    [Fact]
    public async Task Is_recovered_by_the_next_run_which_then_goes_on()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        torn.Repository.Commit("main", "newest", ("newest", "3\n"));
        var said = new List<RecoveredRun>();
        var seen = torn.Repository.Beside("seen");
        torn.Repository.WriteHook("reference-transaction", $"cp '{torn.Repository.GitDirectory}/collimate/run' '{seen}'");
        var alignment = new Alignment(torn.Repository);
        alignment.MovedByOthers.UnionWith(All.Select(branch => $"refs/heads/{branch}"));

        var run = await new BranchAlignmentOrchestrator(new AlignmentOptions(), alignment.Host with { Recovered = said.Add })
            .RunAsync(torn.Repository.Path, [.. All.Select(branch => Input.Branch(branch))], cancellationToken: CancellationToken.None);

        Assert.Equal(torn.Killed, Assert.Single(said).Run);
        Assert.Equal(4, run.Successful);
        Assert.DoesNotContain(torn.Killed, await File.ReadAllTextAsync(seen, CancellationToken.None), StringComparison.Ordinal);
        Assert.All(All, branch => Assert.Equal("3\n", torn.Repository.Show(branch, "newest")));
        Assert.Equal(torn.New[All[1]], torn.Repository.Tip($"backup-{All[1]}-pre-align"));
    }

    [Fact]
    public async Task Is_recovered_once()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        await torn.RecoverAsync();
        var journal = await File.ReadAllTextAsync(torn.Journal, CancellationToken.None);
        torn.Repository.Branch(All[3], torn.Old[All[3]]);

        Assert.Empty(await torn.RecoverAsync());

        Assert.Equal(torn.Old[All[3]], torn.Repository.Tip(All[3]));
        Assert.Equal(journal, await File.ReadAllTextAsync(torn.Journal, CancellationToken.None));
    }

    [Fact]
    public async Task Has_a_journal_that_says_what_recovery_did()
    {
        using var torn = await TornRun.KilledAsync(All[0], All[1]);
        torn.Repository.Commit(All[2], "since", ("mine", "1\n"));

        await torn.RecoverAsync();

        var tail = JournalFile.Read(torn.Folder).SkipWhile(line => line.Kind != "published").ToArray();
        Assert.Equal(["published", "published", "not_published", "published", "recovered"], tail.Select(line => line.Kind));
        Assert.Equal(
            All.Select(branch => (branch, torn.Old[branch], torn.New[branch])),
            tail[..4].Select(line => (line.Text("branch"), line.Text("old"), line.Text("new"))));
        string[] counts = ["finished", "not_moved", "changed_by_others", "locks_removed"];
        Assert.Equal([1, 0, 1, 0], counts.Select(count => tail[^1].Json.GetProperty(count).GetInt32()));
    }

    [Fact]
    public async Task Loses_what_was_of_use_only_while_it_lived()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var attributes = Directory.CreateDirectory(Path.Combine(torn.Folder, "attributes"));

        await torn.RecoverAsync();

        Assert.False(Directory.Exists(attributes.FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef {\"sequ")]
    [InlineData("0123456789abcdef {\"sequence\":99,\"kind\":\"published\",\"branch\":\"branch-02\"}\n")]
    public async Task May_have_a_torn_last_line(string tail)
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        await File.AppendAllTextAsync(torn.Journal, tail, CancellationToken.None);

        await torn.RecoverAsync();

        Assert.Equal(All, torn.Moved());
        Assert.Equal("recovered", JournalFile.Read(torn.Folder)[^1].Kind);
    }

    [Theory]
    [InlineData("a line is changed")]
    [InlineData("a line is missing")]
    [InlineData("lines are exchanged")]
    public async Task Is_for_a_person_when_its_journal_is_not_what_was_written(string damage)
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var lines = await File.ReadAllLinesAsync(torn.Journal, CancellationToken.None);
        await File.WriteAllLinesAsync(torn.Journal, damage switch
        {
            "a line is changed" => [lines[0].Replace("test", "tost", StringComparison.Ordinal), .. lines[1..]],
            "a line is missing" => [lines[0], .. lines[2..]],
            _ => [lines[1], lines[0], .. lines[2..]],
        }, CancellationToken.None);

        var byRecovery = await Assert.ThrowsAsync<JournalDamagedException>(() => torn.RecoverAsync());
        await Assert.ThrowsAsync<JournalDamagedException>(() => new Alignment(torn.Repository).RunAsync(All));

        Assert.Equal(ExitCode.Busy, byRecovery.ExitCode);
        Assert.Equal([All[0]], torn.Moved());
        Assert.Equal([(torn.Killed, PastRunState.Damaged)], (await torn.ListAsync()).Select(run => (run.Run, run.State)));
    }

    [Fact]
    public async Task Is_remembered_however_many_runs_could_not_recover_it()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var whole = await File.ReadAllTextAsync(torn.Journal, CancellationToken.None);
        await File.WriteAllTextAsync(torn.Journal, "damage\n" + whole, CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<JournalDamagedException>(() => torn.RecoverAsync());
        }

        var held = await File.ReadAllLinesAsync(Path.Combine(torn.Repository.GitDirectory, "collimate/run"), CancellationToken.None);
        await File.WriteAllTextAsync(torn.Journal, whole, CancellationToken.None);

        Assert.Equal([$"after {torn.Killed}"], held[1..]);
        Assert.Single(await torn.RecoverAsync());
    }

    [Fact]
    public async Task Leaves_no_lock_of_what_it_announced()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        string[] references = [$"refs/heads/{All[1]}", $"refs/heads/backup-{All[1]}-pre-align", $"refs/collimate/runs/{torn.Killed}"];
        await File.WriteAllTextAsync(torn.LockOf(references[0]), torn.New[All[1]] + "\n", CancellationToken.None);
        await File.WriteAllTextAsync(torn.LockOf(references[1]), "", CancellationToken.None);
        await File.WriteAllTextAsync(torn.LockOf(references[2]), torn.Repository.Git("rev-parse", references[2])[..10], CancellationToken.None);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(references, recovered.RemovedLocks.OrderByDescending(name => name.StartsWith("refs/heads", StringComparison.Ordinal)).ThenByDescending(name => name, StringComparer.Ordinal));
        Assert.All(references, reference => Assert.False(File.Exists(torn.LockOf(reference))));
        Assert.Equal(All, torn.Moved());
    }

    [Fact]
    public async Task Leaves_the_locks_of_others()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var other = torn.LockOf($"refs/heads/{All[1]}");
        var unrelated = torn.LockOf("refs/heads/unrelated");
        await File.WriteAllTextAsync(other, torn.Old[All[1]] + "\n", CancellationToken.None); // Somebody puts it back where it was.
        await File.WriteAllTextAsync(unrelated, "", CancellationToken.None);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.True(File.Exists(other));
        Assert.True(File.Exists(unrelated));
        Assert.Equal([All[1]], recovered.NotMoved);
        Assert.Equal([All[2], All[3]], recovered.Finished);
        File.Delete(other);
        File.Delete(unrelated);
    }

    [Fact]
    public async Task Is_nothing_to_recover_before_it_has_announced_anything()
    {
        using var torn = await TornRun.KilledAsync();
        File.Delete(torn.Journal);

        Assert.Empty(await torn.RecoverAsync());
        Assert.Equal(PastRunState.Ended, Assert.Single(await torn.ListAsync()).State);
    }

    [Fact]
    public async Task Is_remembered_although_the_run_that_should_recover_it_was_killed_too()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var directory = Path.Combine(torn.Repository.GitDirectory, "collimate");
        for (var i = 1; i <= 2; i++)
        {
            using var killed = RunLock.Take(directory, new RunIdentity($"20260102T030405Z-000{i}", 4711, DateTimeOffset.UnixEpoch));
            Assert.Contains(torn.Killed, killed.Unfinished);
        }

        using (var last = RunLock.Take(directory, new RunIdentity("20260102T030405Z-0003", 4711, DateTimeOffset.UnixEpoch)))
        {
            Assert.Equal([torn.Killed], last.Unfinished);
            last.Ended();
        }

        using var after = RunLock.Take(directory, new RunIdentity("20260102T030405Z-0004", 4711, DateTimeOffset.UnixEpoch));
        Assert.Empty(after.Unfinished);
    }
}
