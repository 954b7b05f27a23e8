using Collimate.Engine.Integrating;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_branch_aligned_between_objects : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public static TheoryData<string> Histories { get; } = [.. Branches_with_known_results.All.Keys];

    public void Dispose() => _repository.Dispose();

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Has_the_commits_that_git_rebase_makes(string name)
    {
        // arrange
        Make(name);
        var expected = RealGit.Rebase(_repository, "feature");

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.NotNull(expected);
        Assert.Equal(BranchStatus.Completed, Assert.Single(run.Branches).Status);
        Assert.Equal(expected, RealGit.Commits(_repository, "feature"));
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Has_the_tree_and_the_parents_that_git_merge_makes(string name)
    {
        // arrange
        Make(name);
        var (before, target) = (_repository.Tip("feature"), _repository.Tip("main"));
        using var copy = _repository.Copy();
        copy.Git("checkout", "--quiet", "--force", "feature");
        copy.Git("merge", "--quiet", "--no-edit", "main");
        var options = new AlignmentOptions { Integration = new IntegrationOptions { Strategy = IntegrationStrategy.Merge } };

        // act
        await new Alignment(_repository) { Options = options }.RunAsync("feature");

        // assert
        Assert.Equal(copy.Git("log", "-1", "--format=%T %P%n%B", "feature"), _repository.Git("log", "-1", "--format=%T %P%n%B", "feature"));
        Assert.Equal($"{before} {target}", _repository.Git("log", "-1", "--format=%P", "feature").Trim());
    }

    [Fact]
    public async Task Tells_which_commits_were_applied_again_and_which_became_empty()
    {
        // arrange
        Make("a commit whose change the target has with others");
        var (same, own) = (_repository.Git("rev-parse", "feature~1").Trim(), _repository.Tip("feature"));

        // act
        var result = Assert.Single((await new Alignment(_repository).RunAsync("feature")).Branches);

        // assert
        var integrated = Assert.IsType<IntegrationResult.Integrated>(result.Integration);
        Assert.Equal((own, _repository.Tip("feature"), "own"), integrated.Replayed.Select(c => (c.Old.ToString(), c.New.ToString(), c.Subject)).Single());
        Assert.Equal([same], integrated.BecameEmpty.Select(commit => commit.ToString()));
    }

    [Theory]
    [InlineData("--object-format=sha256")]
    [InlineData("--bare")]
    public async Task Is_aligned_in_every_kind_of_repository(string kind)
    {
        using var repository = TestRepository.Create(kind);
        new History(repository)
            .Commit("feature", "own", FileChange.File("own", "1\n"))
            .Commit("main", "newer", FileChange.File("newer", "1\n"))
            .Import();

        var run = await new Alignment(repository).RunAsync("feature");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["own"], repository.Subjects("main..feature"));
    }

    private void Make(string name)
    {
        var history = new History(_repository);
        Branches_with_known_results.All[name](history);
        history.Import();
    }
}
