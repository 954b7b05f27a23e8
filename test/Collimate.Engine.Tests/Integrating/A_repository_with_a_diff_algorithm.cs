using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Integrating;

/// <summary>Git obeys <c>diff.algorithm</c> when it merges, or not, as it is new or old; so do we.</summary>
public sealed class A_repository_with_a_diff_algorithm : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    // The first conflicts with the histogram algorithm and not with the one of Myers, the second the other way round.
    [Theory]
    [InlineData("x b b c a c c a", "x b b c a a c c", "a b c a c c", "myers", IntegrationStrategy.Rebase)]
    [InlineData("x b b c a c c a", "x b b c a a c c", "a b c a c c", "histogram", IntegrationStrategy.Rebase)]
    [InlineData("b a x b b a x x", "b a x x a x", "b x b b a x", "myers", IntegrationStrategy.Rebase)]
    [InlineData("b a x b b a x x", "b a x x a x", "b x b b a x", "histogram", IntegrationStrategy.Rebase)]
    [InlineData("x b b c a c c a", "x b b c a a c c", "a b c a c c", "myers", IntegrationStrategy.Merge)]
    [InlineData("b a x b b a x x", "b a x x a x", "b x b b a x", "myers", IntegrationStrategy.Merge)]
    public async Task Is_aligned_as_git_does_it(string origin, string target, string branch, string algorithm, IntegrationStrategy strategy)
    {
        // arrange
        _repository.Git("config", "diff.algorithm", algorithm);
        new History(_repository)
            .Commit("main", "origin", File("f", Lines(origin)))
            .Commit("feature", "branch", File("f", Lines(branch)))
            .Commit("main", "target", File("f", Lines(target)))
            .Import();
        var expected = strategy == IntegrationStrategy.Rebase ? RealGit.Rebase(_repository, "feature") : RealGit.Merge(_repository, "feature");

        // act
        var run = await new Alignment(_repository)
        {
            Options = new AlignmentOptions { Integration = new IntegrationOptions { Strategy = strategy } },
        }.RunAsync("feature");

        // assert
        Assert.Equal(expected is not null, Assert.Single(run.Branches).Status == BranchStatus.Completed);
        Assert.True(expected is null || TreeOf(expected) == TreeOf(RealGit.Commits(_repository, "feature")));
    }

    private static string Lines(string words) => words.Replace(' ', '\n') + "\n";

    private static string TreeOf(string commits) => commits[..commits.IndexOf(' ', StringComparison.Ordinal)];
}
