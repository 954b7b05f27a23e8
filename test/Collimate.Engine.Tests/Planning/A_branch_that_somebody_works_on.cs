using Collimate.TestKit;

namespace Collimate.Engine.Tests.Planning;

public sealed class A_branch_that_somebody_works_on : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_branch_that_somebody_works_on()
    {
        _repository.Commit("good", "own", ("own", "1\n"));
        _repository.Commit("feature", "own", ("README", "mine\n"));
        _repository.Commit("feature", "more", ("more", "mine\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));
        _repository.Git("reset", "--quiet", "--hard");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_refused_when_it_is_checked_out()
    {
        _repository.Git("checkout", "--quiet", "feature");

        await IsRefusedAsync(OutcomeCodes.BranchCheckedOut, $"Branch 'feature' is checked out at {_repository.Path}");
    }

    [Fact]
    public async Task Is_refused_when_it_is_checked_out_in_a_linked_worktree()
    {
        _repository.Git("worktree", "add", "--quiet", _repository.Beside("linked"), "feature");

        await IsRefusedAsync(OutcomeCodes.BranchCheckedOut, $"Branch 'feature' is checked out at {_repository.Beside("linked")}");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("not committed", false)]
    public async Task Is_planned_with_its_worktree_where_that_is_asked_for_and_nothing_is_unfinished(string change, bool moves)
    {
        // arrange
        var linked = _repository.Beside("linked");
        _repository.Git("worktree", "add", "--quiet", linked, "feature");
        await File.AppendAllTextAsync(Path.Combine(linked, "README"), change, TestContext.Current.CancellationToken);
        var options = new AlignmentOptions { CheckedOut = Engine.Publishing.CheckedOutBranches.Include };

        // act
        var plan = await new Alignment(_repository) { Options = options }.Orchestrator.PlanAsync(
            _repository.Path, [Input.Branch("feature"), Input.Branch("good")], TestContext.Current.CancellationToken);

        // assert
        var (feature, good) = (plan.Branches.First(), plan.Branches.Last());
        Assert.Equal(moves ? linked : null, feature.Worktree);
        Assert.Equal(!moves, feature.Action is Engine.Planning.PlannedAction.Refuse);
        Assert.Null(good.Worktree);
    }

    [Fact]
    public async Task Is_refused_when_a_rebase_of_it_has_stopped()
    {
        _repository.Git("checkout", "--quiet", "feature");
        Assert.NotEqual(0, _repository.Run(["rebase", "--quiet", "main"], []).ExitCode);

        await IsRefusedAsync(
            OutcomeCodes.OperationInProgress, $"Branch 'feature' is in the middle of a rebase recorded in {_repository.GitDirectory}");
    }

    [Fact]
    public async Task Is_refused_when_a_rebase_of_it_has_stopped_in_a_linked_worktree()
    {
        var linked = _repository.Beside("linked");
        _repository.Git("worktree", "add", "--quiet", linked, "feature");
        Assert.NotEqual(0, _repository.Run(["-C", linked, "rebase", "--quiet", "main"], []).ExitCode);

        await IsRefusedAsync(
            OutcomeCodes.OperationInProgress,
            $"Branch 'feature' is in the middle of a rebase recorded in {_repository.GitDirectory}/worktrees/linked");
    }

    [Fact]
    public async Task Is_refused_when_it_is_being_bisected()
    {
        _repository.Git("checkout", "--quiet", "feature");
        _repository.Git("bisect", "start", "feature", "feature~2");

        await IsRefusedAsync(
            OutcomeCodes.OperationInProgress, $"Branch 'feature' is in the middle of a bisect recorded in {_repository.GitDirectory}");
    }

    [Fact]
    public async Task Is_aligned_when_only_its_commit_is_checked_out()
    {
        _repository.Git("checkout", "--quiet", "--detach", "good");

        var run = await new Alignment(_repository).RunAsync("good");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
    }

    private async Task IsRefusedAsync(OutcomeCode code, string message)
    {
        var run = await new Alignment(_repository).RunAsync("feature", "good");

        var refused = run.Branches.Single(result => result.BranchName == "feature");
        Assert.Equal([code.Name], refused.ErrorsDetected);
        Assert.Equal(message, refused.ErrorMessage);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(result => result.BranchName == "good").Status);
    }
}
