using Collimate.Engine.Journaling;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Journaling;

public sealed class The_journal_of_a_run : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public The_journal_of_a_run()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("conflicting", "own", ("README", "mine\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Announces_each_move_before_it_and_records_it_after()
    {
        // arrange
        var old = _repository.Tip("feature");

        // act
        var lines = await ReadAsync(new OrchestrationOptions());

        // assert
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => line.Json.GetProperty("sequence").GetInt32()));
        Assert.Equal(
            ["run_started", "keep_intended", "publish_intended", "published", "run_ended"],
            lines.Select(line => line.Kind).Where(kind => !kind.StartsWith("branch_", StringComparison.Ordinal)));
        foreach (var kind in new[] { "publish_intended", "published" })
        {
            var line = lines.Single(line => line.Kind == kind);
            Assert.Equal(("feature", old, _repository.Tip("feature")), (line.Text("branch"), line.Text("old"), line.Text("new")));
        }
    }

    [Fact]
    public async Task Is_on_the_disk_with_the_intent_when_the_branch_moves()
    {
        // arrange: a hook that keeps a copy of the journal as it is when the branch moves
        var copy = _repository.Beside("copy");
        Directory.CreateDirectory(copy);
        _repository.WriteHook(
            "reference-transaction",
            $"if test \"$1\" = prepared && grep --quiet refs/heads/feature; then cp \"$GIT_DIR\"/collimate/runs/*/journal.jsonl {copy}/; fi");

        // act
        await ReadAsync(new OrchestrationOptions());

        // assert
        var kinds = JournalFile.Read(copy).Select(line => line.Kind).ToArray();
        Assert.Contains("publish_intended", kinds);
        Assert.DoesNotContain("published", kinds);
    }

    [Fact]
    public async Task Says_when_a_branch_was_not_moved_after_all()
    {
        _repository.WriteHook("reference-transaction", "! grep --quiet refs/heads/feature");

        var lines = await ReadAsync(new OrchestrationOptions());

        Assert.Equal("feature", lines.Single(line => line.Kind == "not_published").Text("branch"));
        Assert.DoesNotContain(lines, line => line.Kind == "published");
    }

    [Fact]
    public async Task Has_start_and_outcome_of_every_branch_as_an_audit_trail()
    {
        var lines = await ReadAsync(new OrchestrationOptions(), "absent");

        Assert.Equal(
            ["absent refuse", "conflicting rebase", "feature rebase"],
            lines.Where(line => line.Kind == "branch_started").Select(line => $"{line.Text("branch")} {line.Text("action")}").Order());
        Assert.Equal(
            ["absent failed_integration branch_missing", "conflicting failed_integration merge_conflict_unresolvable", "feature completed "],
            lines.Where(line => line.Kind == "branch_retired")
                .Select(line => $"{line.Text("branch")} {line.Text("status")} {string.Join(',', line.Json.GetProperty("codes").EnumerateArray())}"));
        Assert.All(lines.Where(line => line.Kind.StartsWith("branch_", StringComparison.Ordinal)), line => Assert.Equal("main", line.Text("target")));
    }

    [Fact]
    public async Task Has_only_what_recovery_needs_without_an_audit_trail()
    {
        var lines = await ReadAsync(new OrchestrationOptions { AuditTrailEnabled = false }, "absent");

        Assert.Equal(["run_started", "keep_intended", "publish_intended", "published", "run_ended"], lines.Select(line => line.Kind));
    }

    [Fact]
    public async Task Begins_with_who_ran_what_where_and_when()
    {
        // act
        var run = await new Alignment(_repository) { Time = new FakeTime() }.RunAsync([Branch("feature"), Branch("x", "absent")], CancellationToken.None);

        // assert
        var start = JournalFile.Read(run.Folder)[0];
        Assert.Equal((run.Run, "test", _repository.GitDirectory), (start.Text("run"), start.Text("tool"), start.Text("repository")));
        Assert.Equal("2025-12-22T14:30:00Z", start.Text("at"));
        Assert.Matches("^20251222T143000Z-[0-9a-f]{4}$", run.Run);
        Assert.Equal(Environment.ProcessId, start.Json.GetProperty("process").GetInt32());
        Assert.Equal((_repository.Tip("main"), "missing"), (start.Json.GetProperty("targets").GetProperty("main").GetString(), start.Json.GetProperty("targets").GetProperty("absent").GetString()));
    }

    [Fact]
    public void Writes_nothing_when_nothing_was_noted()
    {
        // arrange
        using var journal = RunJournal.Create(Path.Combine(_repository.Path, "journal.jsonl"), new FakeTime());

        // act
        journal.Append();
        var before = JournalFile.Read(_repository.Path).Count;
        journal.Note("noted", json => json.WriteString("branch", "\u202e\n\u001b"));
        var noted = JournalFile.Read(_repository.Path).Count;
        journal.Append();

        // assert
        Assert.Equal((0, 0), (before, noted));
        Assert.Equal("\u202e\n\u001b", Assert.Single(JournalFile.Read(_repository.Path)).Text("branch"));
    }

    [Theory]
    [InlineData("absent/journal.jsonl", "No such file or directory")]
    [InlineData("", "Is a directory")]
    public void Cannot_begin_where_no_file_can_be_made(string file, string reason)
    {
        var failure = Assert.Throws<IOException>(() => RunJournal.Create(Path.Combine(_repository.Path, file), new FakeTime()));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JournalEntry>> ReadAsync(OrchestrationOptions options, params string[] more)
    {
        var alignment = new Alignment(_repository) { Options = new AlignmentOptions { Orchestration = options } };
        return JournalFile.Read((await alignment.RunAsync(["feature", "conflicting", .. more])).Folder);
    }
}
