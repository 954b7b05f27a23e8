using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Planning;

public sealed class A_branch_that_cannot_be_tried : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_branch_that_cannot_be_tried()
    {
        _repository.Commit("good", "own", ("own", "1\n"));
        _repository.Commit("feature", "own", ("own", "2\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_refused_when_it_does_not_exist() =>
        await IsRefusedAsync("mis\u202esing", OutcomeCodes.BranchMissing, @"Branch 'mis\u202Esing' does not exist");

    [Fact]
    public async Task Is_refused_when_its_target_does_not_exist() =>
        await IsRefusedAsync("feature", OutcomeCodes.TargetMissing, @"Primary branch 'no\u202Ewhere' does not exist", target: "no\u202ewhere");

    [Fact]
    public async Task Is_refused_when_it_is_symbolic()
    {
        _repository.Git("symbolic-ref", "refs/heads/alias", "refs/heads/feature");

        await IsRefusedAsync("alias", OutcomeCodes.BranchSymbolic, "Branch 'alias' only points at 'feature'");
    }

    [Fact]
    public async Task Is_refused_when_its_reference_file_is_empty()
    {
        _repository.WriteGitFile("refs/heads/feature", "");

        await IsRefusedAsync("feature", OutcomeCodes.BranchBroken, "Branch 'feature' has an empty or damaged reference file");
    }

    [Fact]
    public async Task Is_refused_when_its_tip_is_missing()
    {
        var tip = _repository.Tip("feature");
        File.Delete(_repository.LooseObject(tip));

        await IsRefusedAsync("feature", OutcomeCodes.BranchUnreadable, $"Branch 'feature' points at {tip}, which is not a readable commit");
    }

    [Fact]
    public async Task Is_refused_when_a_commit_beneath_its_tip_is_missing()
    {
        var tip = _repository.Tip("feature");
        _repository.Commit("feature", "above", ("own", "3\n"));
        File.Delete(_repository.LooseObject(tip));

        await IsRefusedAsync(
            "feature", OutcomeCodes.BranchUnreadable, $"Branch 'feature' points at {_repository.Tip("feature")}, which is not a readable commit");
    }

    [Fact]
    public async Task Is_refused_when_the_tip_of_its_target_is_missing()
    {
        var tip = _repository.Commit("lost", "lost", ("lost", "1\n"));
        File.Delete(_repository.LooseObject(tip));

        await IsRefusedAsync(
            "feature", OutcomeCodes.TargetUnreadable, $"Primary branch 'lost' points at {tip}, which is not a readable commit", target: "lost");
    }

    [Theory]
    [InlineData("main")]
    [InlineData("scientific")]
    [InlineData("another")]
    public async Task Is_refused_when_it_is_a_primary_itself(string primary)
    {
        // arrange: configured, or a target of another branch
        _repository.Branch(primary, "good");

        // act
        var run = await new Alignment(_repository).RunAsync([Branch(primary), Branch("feature", "another")], CancellationToken.None);

        // assert
        var refused = run.Branches.Single(branch => branch.BranchName == primary);
        Assert.Equal([OutcomeCodes.BranchIsPrimary.Name], refused.ErrorsDetected);
        Assert.Equal($"Branch '{primary}' is itself a primary branch", refused.ErrorMessage);
    }

    [Fact]
    public async Task Is_refused_when_it_is_named_like_a_backup()
    {
        _repository.Branch("backup-feature-pre-align", "feature");

        await IsRefusedAsync(
            "backup-feature-pre-align", OutcomeCodes.BranchIsBackup, "Branch 'backup-feature-pre-align' is named like a backup");
    }

    [Theory]
    [InlineData("backup-pre-align")]
    [InlineData("backup-feature")]
    [InlineData("feature-pre-align")]
    public async Task Is_not_mistaken_for_a_backup_when_only_half_of_its_name_is_alike(string name)
    {
        _repository.Branch(name, "feature");

        var run = await new Alignment(_repository).RunAsync(name);

        Assert.Equal(BranchStatus.Completed, Assert.Single(run.Branches).Status);
    }

    [Fact]
    public async Task Is_refused_when_it_shares_no_commit_with_its_target()
    {
        _repository.Git("update-ref", "refs/heads/stranger", _repository.Git("commit-tree", "-m", "stranger", "main^{tree}").Trim());

        await IsRefusedAsync("stranger", OutcomeCodes.UnrelatedHistory, "Branch 'stranger' shares no commit with its target");
    }

    [Fact]
    public async Task Is_refused_when_its_history_is_cut_off_before_it_meets_its_target()
    {
        // arrange: as git clone --depth leaves it
        var boundary = _repository.Commit("feature", "above", ("own", "3\n"));
        _repository.WriteGitFile("shallow", boundary + "\n");

        // assert
        await IsRefusedAsync(
            "feature", OutcomeCodes.ShallowBoundary, "The history of branch 'feature' is cut off before it meets its target");
    }

    private async Task IsRefusedAsync(string branch, OutcomeCode code, string message, string target = "main")
    {
        var run = await new Alignment(_repository).RunAsync([Branch(branch, target), Branch("good")], CancellationToken.None);

        var refused = run.Branches.Single(result => result.BranchName == branch);
        Assert.Equal([code.Name], refused.ErrorsDetected);
        Assert.Equal(message, refused.ErrorMessage);
        Assert.Equal(code.Advice, refused.Advice);
        Assert.Equal(BranchStatus.FailedIntegration, refused.Status);
        Assert.Equal(BranchTimes.None, refused.Times);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(result => result.BranchName == "good").Status);
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
    }
}
