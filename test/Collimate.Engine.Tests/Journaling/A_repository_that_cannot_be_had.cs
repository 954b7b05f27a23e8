using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Publishing;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Journaling;

public sealed class A_repository_that_cannot_be_had : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_repository_that_cannot_be_had()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Because_another_run_holds_it_says_which_and_since_when()
    {
        // arrange: the second run starts in the middle of the first
        RepositoryBusyException? busy = null;
        var first = new Alignment(_repository)
        {
            Time = new FakeTime(),
            Modules = FakeModules.Fast with
            {
                Documenter = new FakeDocumenter(async (_, _) =>
                {
                    busy = await Assert.ThrowsAsync<RepositoryBusyException>(() => new Alignment(_repository).RunAsync("feature"));
                    return "";
                }),
            },
        };

        // act
        var run = await first.RunAsync("feature");

        // assert
        Assert.Equal(ExitCode.Busy, busy!.ExitCode);
        Assert.Equal($"run {run.Run} by process {Environment.ProcessId} since 2025-12-22T14:30:00Z", busy.Holder);
        Assert.Equal($"The repository is held by {busy.Holder} ('{busy.LockFile}')", busy.Message);
        Assert.Equal(Path.Combine(_repository.GitDirectory, "collimate/run"), busy.LockFile);
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("run")]
    public async Task Because_its_references_are_not_in_files_is_unsuitable_for(string what)
    {
        _repository.Git("config", "extensions.refStorage", "reftable");

        var alignment = new Alignment(_repository);
        var failure = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => what == "plan" ? alignment.Orchestrator.PlanAsync(_repository.Path, [Branch("feature")], TestContext.Current.CancellationToken) : alignment.RunAsync("feature"));

        Assert.Contains("does not keep its references in files", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.UnsuitableRepository, failure.ExitCode);
    }

    [Fact]
    public async Task Is_free_again_when_the_run_has_ended_or_failed()
    {
        await new Alignment(_repository).RunAsync("feature");
        await Assert.ThrowsAnyAsync<AlignmentException>(
            () => new Alignment(_repository).RunAsync([Branch("feature"), Branch("feature", "other")], CancellationToken.None));

        Assert.Equal(ExitCode.AllAligned, (await new Alignment(_repository).RunAsync("feature")).ExitCode);
    }

    [Theory]
    [InlineData("collimate")]
    [InlineData("collimate/runs")]
    public async Task Because_it_cannot_be_written_to_is_unsuitable_each_time(string file)
    {
        // arrange: a file where a folder must be, which stops root as well
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_repository.GitDirectory, file))!);
        _repository.WriteGitFile(file, "");
        var before = _repository.Git("for-each-ref");

        foreach (var attempt in new[] { 1, 2 })
        {
            // act
            var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(() => new Alignment(_repository).RunAsync("feature"));

            // assert
            Assert.Equal((ExitCode.UnsuitableRepository, attempt), (refused.ExitCode, attempt));
            Assert.StartsWith("The repository cannot be written to: ", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, _repository.Git("for-each-ref"));
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("/no/such/directory/\u001b")]
    public async Task Because_there_is_no_such_directory_is_unsuitable(string path)
    {
        var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => new Alignment(_repository).Orchestrator.PlanAsync(path, [], CancellationToken.None));

        Assert.EndsWith("is not a repository: there is no such directory", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', refused.Message);
    }

    [Fact]
    public async Task Because_it_is_none_is_unsuitable()
    {
        var elsewhere = Directory.CreateDirectory(_repository.Beside("elsewhere")).FullName;

        var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => new Alignment(_repository).Orchestrator.RunAsync(elsewhere, [], null, CancellationToken.None));

        Assert.Contains("not a git repository", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Because_its_references_are_damaged_is_unsuitable_for_planning_and_running()
    {
        _repository.WriteGitFile("packed-refs", "no reference at all\n");
        var orchestrator = new Alignment(_repository).Orchestrator;

        var plan = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => orchestrator.PlanAsync(_repository.Path, [Branch("feature")], CancellationToken.None));
        var run = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => orchestrator.RunAsync(_repository.Path, [Branch("feature")], null, CancellationToken.None));

        Assert.StartsWith("git cannot read the repository: ", plan.Message, StringComparison.Ordinal);
        Assert.Equal(plan.Message, run.Message);
    }

    [Fact]
    public async Task Because_there_is_no_git_is_unsuitable()
    {
        var host = new Alignment(_repository).Host with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "relative:/nowhere" } };

        var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(
            () => new BranchAlignmentOrchestrator(new AlignmentOptions(), host).RunAsync(_repository.Path, [], null, CancellationToken.None));

        Assert.StartsWith("git cannot be started: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Nothing was done. Install git 2.39 or newer.", refused.Hint);
    }

    [Fact]
    public async Task Because_nobody_is_configured_to_commit_is_unsuitable()
    {
        _repository.Git("config", "--unset", "user.name");
        _repository.Git("config", "--unset", "user.email");
        var before = _repository.Git("for-each-ref");

        var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(() => new Alignment(_repository).RunAsync("feature"));

        Assert.StartsWith("git does not know who commits: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("git config --global user.name", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Git("for-each-ref"));
    }

    [Fact]
    public async Task Because_its_storage_fails_in_the_middle_says_where_the_old_tips_are()
    {
        // arrange: the folder of the summaries becomes a file
        var alignment = new Alignment(_repository)
        {
            Modules = FakeModules.Fast with
            {
                Documenter = new FakeDocumenter(async (_, token) =>
                {
                    var summaries = Directory.GetDirectories(Path.Combine(_repository.GitDirectory, "collimate/runs")).Single() + "/summaries";
                    Directory.Delete(summaries);
                    await File.WriteAllTextAsync(summaries, "", token);
                    return "";
                }),
            },
        };
        var old = _repository.Tip("feature");

        // act
        var failed = await Assert.ThrowsAsync<StorageFailedException>(() => alignment.RunAsync("feature"));

        // assert
        Assert.Equal(ExitCode.StorageFailed, failed.ExitCode);
        Assert.Contains("refs/collimate/runs/", failed.Hint, StringComparison.Ordinal);
        Assert.Equal(old, _repository.Git("for-each-ref", "--format=%(parent)", "refs/collimate").Trim());
    }

    [Fact]
    public async Task Because_its_storage_fails_at_the_end_does_not_say_that_nothing_moved()
    {
        Directory.CreateDirectory(Path.Combine(_repository.GitDirectory, "collimate/ALIGNMENT_CHECKLIST.md"));
        var old = _repository.Tip("feature");

        var failed = await Assert.ThrowsAsync<StorageFailedException>(() => new Alignment(_repository).RunAsync("feature"));

        Assert.NotEqual(old, _repository.Tip("feature"));
        Assert.StartsWith("Every branch is at its old or its new tip, and refs/collimate/runs/", failed.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Because_its_keep_ref_cannot_be_made_stops_before_a_branch_moves()
    {
        _repository.WriteHook("reference-transaction", "! grep --quiet refs/collimate/");
        var before = _repository.Git("for-each-ref");

        var failed = await Assert.ThrowsAsync<KeepRefusedException>(() => new Alignment(_repository).RunAsync("feature"));

        Assert.Contains("aborted by ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Git("for-each-ref"));
    }
}
