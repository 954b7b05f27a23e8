using Collimate.Engine.Journaling;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class One_branch_alone : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public One_branch_alone()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("conflicting", "own", ("README", "mine\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_completed_with_a_summary_a_backup_and_a_journal()
    {
        var old = _repository.Tip("feature");

        var result = await new Alignment(_repository).RunOneAsync("feature", "main", Ct);

        Assert.Equal(("feature", BranchStatus.Completed), (result.BranchName, result.Status));
        Assert.True(File.Exists(result.ChangesSummary));
        Assert.Null(result.ErrorMessage);
        Assert.Empty(result.ErrorsDetected);
        Assert.Equal(old, _repository.Tip("backup-feature-pre-align"));
        Assert.True(result.Times.Total > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("conflicting", "main", "merge_conflict_unresolvable")]
    [InlineData("absent", "main", "branch_missing")]
    [InlineData("feature", "absent", "target_missing")]
    [InlineData("main", "main", "branch_is_primary")]
    [InlineData("", "main", "branch_name_invalid")]
    [InlineData("--force\n..", "main", "branch_name_invalid")]
    public async Task Fails_without_an_exception(string branch, string target, string code)
    {
        var result = await new Alignment(_repository).RunOneAsync(branch, target, Ct);

        Assert.Equal(branch, result.BranchName);
        Assert.Equal([code], result.ErrorsDetected);
        Assert.NotNull(result.ErrorMessage);
        Assert.Null(result.ChangesSummary);
    }

    [Fact]
    public async Task Fails_without_an_exception_when_its_name_is_no_text()
    {
        // arrange: half of a surrogate pair, which an attribute could not hold
        var name = new string('\ud800', 1);

        // act
        var result = await new Alignment(_repository).RunOneAsync(name, "main", Ct);

        // assert
        Assert.Equal(["branch_name_invalid"], result.ErrorsDetected);
        Assert.StartsWith(@"'\uD800' is no name of a branch", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_the_status_exception_when_a_part_throws()
    {
        var alignment = new Alignment(_repository)
        {
            Modules = FakeModules.Fast with { Integration = new FakeIntegration((_, _) => throw new InvalidOperationException("oh")) },
        };

        var result = await alignment.RunOneAsync("feature", "main", Ct);

        Assert.Equal((BranchStatus.Exception, "InvalidOperationException: oh"), (result.Status, result.ErrorMessage));
    }

    [Fact]
    public async Task Follows_the_options_of_the_orchestrator()
    {
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { BackupBranchPrefix = "safe" } };

        var result = await new Alignment(_repository) { Options = options }.RunOneAsync("feature", "main", Ct);

        Assert.Equal("safe-feature-pre-align", result.VisibleBackup);
    }

    [Fact]
    public async Task Throws_when_it_is_cancelled_before_it_was_moved()
    {
        // arrange
        using var cancellation = new CancellationTokenSource();
        var alignment = new Alignment(_repository)
        {
            Modules = FakeModules.Fast with
            {
                Detector = new FakeDetector(async (_, _) =>
                {
                    await cancellation.CancelAsync();
                    return [];
                }),
            },
        };
        var before = _repository.Tip("feature");

        // assert
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alignment.RunOneAsync("feature", "main", cancellation.Token));
        Assert.Equal(before, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Is_refused_while_another_run_holds_the_repository()
    {
        var directory = Path.Combine(_repository.GitDirectory, "collimate");
        using var held = RunLock.Take(directory, new RunIdentity("20251222T143000Z-abcd", 4711, new DateTimeOffset(2025, 12, 22, 14, 30, 0, TimeSpan.Zero)));

        await Assert.ThrowsAsync<RepositoryBusyException>(() => new Alignment(_repository).RunOneAsync("feature", "main", Ct));
    }
}
