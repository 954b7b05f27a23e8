using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Planning;

public sealed class The_strategy_of_a_branch : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_to_merge_where_rebasing_conflicts_and_merging_does_not()
    {
        ConflictOnTheWay();
        var (before, target) = (_repository.Tip("feature"), _repository.Tip("main"));
        var expected = RealGit.Merge(_repository, "feature");
        Assert.Null(RealGit.Rebase(_repository, "feature"));

        var result = await AlignAsync(new IntegrationOptions { Strategy = IntegrationStrategy.Auto });

        Assert.Equal(BranchStatus.Completed, result.Status);
        Assert.IsType<PlannedAction.Merge>(result.Plan.Action);
        Assert.NotNull(expected);
        Assert.Equal($"{before} {target}", _repository.Git("log", "-1", "--format=%P", "feature").Trim());
        var integrated = Assert.IsType<IntegrationResult.Integrated>(result.Integration);
        Assert.Equal("there", integrated.InsteadOfRebase!.Subject);
        Assert.StartsWith("collimate: merge onto", _repository.Git("log", "-1", "-g", "--format=%gs", "feature"), StringComparison.Ordinal);
        Assert.Contains("could not be applied on it", await System.IO.File.ReadAllTextAsync(result.ChangesSummary!, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_to_rebase_where_that_goes_well()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));

        var result = await AlignAsync(new IntegrationOptions { Strategy = IntegrationStrategy.Auto });

        Assert.Equal(_repository.Tip("main"), _repository.Git("rev-parse", "feature~1").Trim());
        Assert.Null(Assert.IsType<IntegrationResult.Integrated>(result.Integration).InsteadOfRebase);
    }

    [Fact]
    public async Task Leaves_a_branch_alone_that_conflicts_in_both_ways()
    {
        _repository.Commit("feature", "mine", ("README", "mine\n"));
        var before = _repository.Tip("feature");
        _repository.Commit("main", "theirs", ("README", "theirs\n"));

        var result = await AlignAsync(new IntegrationOptions { Strategy = IntegrationStrategy.Auto });

        Assert.Equal([OutcomeCodes.MergeConflict.Name], result.ErrorsDetected);
        Assert.Equal("mine", Assert.IsType<IntegrationResult.Conflicted>(result.Integration).Subject);
        Assert.Equal(before, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Leaves_merge_commits_out_and_the_others_in_the_order_of_git()
    {
        MergesOfItsOwn();
        var expected = RealGit.Rebase(_repository, "feature");

        await AlignAsync(new IntegrationOptions { BranchesWithMerges = BranchesWithMerges.Flatten });

        Assert.NotNull(expected);
        Assert.Equal(expected, RealGit.Commits(_repository, "feature"));
        Assert.Equal(5, _repository.Subjects("main..feature").Length);
    }

    [Fact]
    public async Task Applies_a_root_commit_that_was_merged_in_as_git_does()
    {
        _repository.Git("checkout", "--quiet", "--orphan", "island");
        _repository.Git("commit", "--quiet", "-m", "island");
        _repository.Git("checkout", "--quiet", "--force", "main");
        new History(_repository)
            .Start("foreign", "island")
            .Commit("foreign", "more", File("island", "1\n"))
            .Commit("feature", "own", File("own", "1\n"))
            .Merge("feature", "foreign", File("island", "1\n"))
            .Commit("main", "newer", File("newer", "1\n"))
            .Import();
        var expected = RealGit.Rebase(_repository, "feature");

        await AlignAsync(new IntegrationOptions { BranchesWithMerges = BranchesWithMerges.Flatten });

        Assert.NotNull(expected);
        Assert.Equal(expected, RealGit.Commits(_repository, "feature"));
    }

    [Fact]
    public async Task Refuses_a_branch_with_merges_where_that_is_configured()
    {
        MergesOfItsOwn();

        var result = await AlignAsync(new IntegrationOptions { BranchesWithMerges = BranchesWithMerges.Refuse });

        Assert.Equal([OutcomeCodes.BranchHasMerges.Name], result.ErrorsDetected);
    }

    [Theory]
    [InlineData("nothing of its own")]
    [InlineData("only what the target has")]
    public async Task Keeps_a_merged_branch_where_that_is_configured(string kind)
    {
        _repository.Branch("feature", "main");
        if (kind == "only what the target has")
        {
            _repository.Commit("feature", "same", ("same", "1\n"));
        }

        _repository.Commit("main", "same", ("same", "1\n"));
        var before = _repository.Tip("feature");

        var result = await AlignAsync(new IntegrationOptions { MergedBranches = MergedBranches.Keep });

        Assert.Equal(BranchStatus.Completed, result.Status);
        Assert.IsType<PlannedAction.KeepMerged>(result.Plan.Action);
        Assert.True(result.IsMergedUpstream);
        Assert.Equal(before, _repository.Tip("feature"));
        Assert.Contains("left where it is", await System.IO.File.ReadAllTextAsync(result.ChangesSummary!, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_of_a_target_that_was_rewritten()
    {
        _repository.Commit("main", "secret", ("secret", "1\n"));
        var former = _repository.Tip("main");
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Git("update-ref", "--create-reflog", "refs/heads/main", "main~1");
        _repository.Commit("main", "newer", ("newer", "1\n"));

        var result = await AlignAsync(new IntegrationOptions());

        var warning = Assert.Single(result.Warnings);
        Assert.Equal(OutcomeCodes.PrimaryRewritten, warning.Code);
        Assert.Contains(former[..10], warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_no_warning_where_the_target_only_moved_forward()
    {
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));

        Assert.Empty((await AlignAsync(new IntegrationOptions())).Warnings);
    }

    /// <summary>The first commit of the branch conflicts; the second takes it back.</summary>
    private void ConflictOnTheWay() => new History(_repository)
        .Commit("feature", "there", File("README", "mine\n"))
        .Commit("feature", "and back", File("README", "the first line\n"), File("own", "1\n"))
        .Commit("main", "theirs", File("README", "theirs\n"))
        .Import();

    private void MergesOfItsOwn() => new History(_repository)
        .Commit("feature", "one", File("one", "1\n"))
        .Start("side", "feature")
        .Commit("side", "side one", File("side", "1\n"))
        .Commit("feature", "two", File("two", "2\n"))
        .Commit("side", "side two", File("side", "2\n"))
        .Merge("feature", "side", File("side", "2\n"))
        .Commit("feature", "three", File("three", "3\n"))
        .Commit("main", "newer", File("newer", "1\n"))
        .Import();

    private async Task<BranchResult> AlignAsync(IntegrationOptions options) => Assert.Single(
        (await new Alignment(_repository) { Options = new AlignmentOptions { Integration = options } }.RunAsync("feature")).Branches);
}
