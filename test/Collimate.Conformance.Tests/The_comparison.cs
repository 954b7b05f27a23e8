using Collimate.Conformance.Tests.Comparing;

namespace Collimate.Conformance.Tests;

public sealed class The_comparison
{
    private static readonly BranchPair Branch = new(7, "f7-0", "old", "t7", "target");

    private static readonly Outcome.Done Right = new("new") { Facts = ["tree 1", "1 Ada 2 \"second\"", "2 Ada 1 \"first\""] };

    [Theory]
    [InlineData("tree 3", "1 Ada 2 \"second\"", "2 Ada 1 \"first\"")]
    [InlineData("tree 1", "1 Ada 2 \"other\"", "2 Ada 1 \"first\"")]
    [InlineData("tree 1", "1 Ben 2 \"second\"", "2 Ada 1 \"first\"")]
    [InlineData("tree 1", "1 Ada 2 \"second\"")]
    [InlineData("tree 1", "2 Ada 1 \"first\"", "1 Ada 2 \"second\"")]
    public void Notices_a_wrong_tree_and_wrong_commits(params string[] facts) =>
        Assert.Equal(VerdictKind.Different, Of(Right, Right with { Facts = facts }).Kind);

    [Fact]
    public void Notices_that_only_one_of_both_conflicts()
    {
        Assert.Equal(VerdictKind.Different, Of(Right, new Outcome.Conflict("")).Kind);
        Assert.Equal(VerdictKind.Different, Of(new Outcome.Conflict(""), Right).Kind);
    }

    [Fact]
    public void Notices_that_we_fail_where_git_does_not()
    {
        Assert.Equal(VerdictKind.Different, Of(Right, new Outcome.Neither("merge_failed", "")).Kind);
        Assert.Equal(VerdictKind.Different, Of(new Outcome.Conflict(""), new Outcome.Neither("merge_failed", "")).Kind);
    }

    [Fact]
    public void Lists_what_git_itself_could_not_do()
    {
        var verdict = Of(new Outcome.Neither("git died", "BUG: merge-ort.c"), Right);

        Assert.Equal((VerdictKind.Excluded, "git died"), (verdict.Kind, verdict.Category));
        Assert.Contains("1 Excluded  git died: f7-0", new Comparison(Way.Rebase, [verdict]).Table(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_how_to_see_a_difference_again()
    {
        var comparison = new Comparison(Way.Rebase, [Of(Right, new Outcome.Conflict("in file"))]);

        var failure = Assert.Throws<Xunit.Sdk.FailException>(comparison.RequireSameness);

        Assert.Contains("./build conformance 1 7", failure.Message, StringComparison.Ordinal);
        Assert.Contains("conflict in file", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"second\"", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Notices_a_branch_that_the_engine_would_have_got_wrong(bool merge)
    {
        // arrange: real outcomes of real git, once as they are and once with the result of another branch
        using var batch = Batch.Create(Enumerable.Range(Sample.FirstSeed, 20));
        var way = merge ? Way.Merge : Way.Rebase;
        var raw = await RealGitRun.RunAsync(batch.Repository, way, batch.Branches, TestContext.Current.CancellationToken);
        var git = CommitReader.AddFacts(batch.Repository, way, batch.Branches, raw);
        var done = git.Where(outcome => outcome.Value is Outcome.Done).Take(2).ToArray();
        var wrong = git.ToDictionary(outcome => outcome.Key, outcome => outcome.Key == done[0].Key ? done[1].Value : outcome.Value, StringComparer.Ordinal);

        // act
        var differences = Comparison.Of(way, batch.Branches, git, wrong).Differences;

        // assert
        Assert.Equal([done[0].Key], differences.Select(verdict => verdict.Branch.Name));
        Assert.Empty(Comparison.Of(way, batch.Branches, git, git).Differences);
    }

    private static Verdict Of(Outcome git, Outcome ours) => Verdict.Of(Way.Rebase, Branch, git, ours);
}
