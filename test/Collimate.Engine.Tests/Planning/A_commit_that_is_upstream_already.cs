using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Planning;

/// <summary>The traps of git's patch ids: our result is that of <c>git rebase</c> in every one, and we warn where something is lost.</summary>
public sealed class A_commit_that_is_upstream_already : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_left_out_although_applying_it_again_would_conflict()
    {
        Begin()
            .Commit("feature", "own", File("file", Lines + "10\n"))
            .Commit("feature", "next", File("next", "1\n"))
            .Commit("main", "the same", File("file", Lines + "10\n"))
            .Commit("main", "more", File("file", Lines + "ten\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Equal([_repository.Git("rev-parse", "main~1").Trim()], LeftOut(result).Select(commit => commit.Twin.Commit.ToString()));
        Assert.Equal(["next"], _repository.Subjects("main..feature"));
        Assert.Empty(result.Warnings); // The target has built on it.
    }

    [Fact]
    public async Task Is_left_out_with_a_warning_when_it_was_reverted_there()
    {
        Begin()
            .Commit("feature", "own", File("file", Lines + "10\n"))
            .Commit("feature", "next", File("next", "1\n"))
            .Commit("main", "the same", File("file", Lines + "10\n"))
            .Commit("main", "revert", File("file", Lines))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Single(LeftOut(result));
        Assert.Equal(Lines, _repository.Show("feature", "file"));
        Assert.Contains("does not have that change any more", Warned(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_left_out_with_a_warning_when_only_its_white_space_differs()
    {
        Begin()
            .Commit("feature", "own", File("file", Lines + "if (a) b\n"))
            .Commit("main", "the same", File("file", Lines + "if  (a)\tb\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Single(LeftOut(result));
        Assert.Contains("with other white space", Warned(result), StringComparison.Ordinal);
        Assert.Equal(_repository.Tip("main"), _repository.Tip("feature"));
    }

    [Fact]
    public async Task Is_left_out_when_both_make_a_file_executable()
    {
        Begin()
            .Commit("feature", "own", Executable("file", Lines))
            .Commit("main", "the same", Executable("file", Lines), File("other", "1\n"))
            .Commit("main", "twin", File("file", Lines))
            .Commit("main", "twin", Executable("file", Lines))
            .Commit("main", "taken back", File("file", Lines))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Single(LeftOut(result));
        Assert.StartsWith("100644", _repository.Git("ls-tree", "feature", "file"), StringComparison.Ordinal);
        Assert.NotEmpty(Warned(result));
    }

    [Fact]
    public async Task Is_not_left_out_when_it_also_makes_the_file_executable()
    {
        Begin()
            .Commit("feature", "own", Executable("file", Lines + "10\n"))
            .Commit("main", "nearly the same", File("file", Lines + "10\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Empty(LeftOut(result));
        Assert.StartsWith("100755", _repository.Git("ls-tree", "feature", "file"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_the_second_of_two_equal_ones_with_it_and_leaves_the_revert()
    {
        Begin()
            .Commit("feature", "A", File("file", Lines + "10\n"))
            .Commit("feature", "revert A", File("file", Lines))
            .Commit("feature", "A again", File("file", Lines + "10\n"))
            .Commit("main", "A upstream", File("file", Lines + "10\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Equal(2, LeftOut(result).Count);
        Assert.Equal(["revert A"], _repository.Subjects("main..feature"));
        Assert.Contains("does not have that change any more", Warned(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_applied_and_becomes_empty_when_it_is_part_of_a_squash()
    {
        Begin()
            .Commit("feature", "one", File("a", "1\n"))
            .Commit("feature", "two", File("b", "1\n"))
            .Commit("main", "squashed", File("a", "1\n"), File("b", "1\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Empty(LeftOut(result));
        Assert.Equal(2, Assert.IsType<IntegrationResult.Integrated>(result.Integration).BecameEmpty.Count);
        Assert.True(result.IsMergedUpstream);
    }

    [Fact]
    public async Task Is_applied_when_its_twin_is_older_than_the_branch()
    {
        Begin()
            .Commit("main", "same", File("file", Lines + "10\n"))
            .Commit("main", "reverted", File("file", Lines))
            .Commit("feature", "same", File("file", Lines + "10\n"))
            .Commit("main", "newer", File("newer", "1\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Empty(LeftOut(result));
        Assert.Equal(["same"], _repository.Subjects("main..feature"));
    }

    [Fact]
    public async Task Is_no_twin_of_another_when_both_are_empty()
    {
        Begin()
            .Commit("feature", "nothing")
            .Commit("feature", "own", File("own", "1\n"))
            .Commit("main", "nothing")
            .Import();

        await AlignAsGitDoesAsync();

        Assert.Equal(["own", "nothing"], _repository.Subjects("main..feature"));
    }

    [Fact]
    public async Task Counts_by_the_attributes_of_its_target()
    {
        // As text both would be the same change; as binary files they are not.
        Begin(File(".gitattributes", "*.lock -diff\n"), File("a.lock", "x\n" + Lines + "y\n"))
            .Commit("feature", "own", File("a.lock", "x\n" + Lines.Replace("5", "five", StringComparison.Ordinal) + "y\n"))
            .Commit("main", "other place", File("a.lock", "X\n" + Lines + "y\n"))
            .Commit("main", "the same", File("a.lock", "X\n" + Lines.Replace("5", "five", StringComparison.Ordinal) + "y\n"))
            .Import();

        var result = await AlignAsGitDoesAsync();

        Assert.Empty(LeftOut(result));
    }

    [Fact]
    public async Task Is_left_out_of_a_plan_as_well()
    {
        Begin()
            .Commit("feature", "own", File("file", Lines + "10\n"))
            .Commit("main", "the same", File("file", Lines + "10\n"))
            .Import();

        var plan = await new Alignment(_repository).Orchestrator.PlanAsync(
            _repository.Path, [Input.Branch("feature")], TestContext.Current.CancellationToken);

        var replay = Assert.IsType<PlannedAction.Replay>(Assert.Single(plan.Branches).Action);
        Assert.Empty(replay.Commits);
        Assert.Equal((_repository.Tip("main"), TwinLikeness.Exact), replay.LeftOut.Select(c => (c.Twin.Commit.ToString(), c.Twin.Likeness)).Single());
    }

    private History Begin(params FileChange[] more) =>
        new History(_repository).Commit("main", "lines", [File("file", Lines), .. more]);

    private async Task<BranchResult> AlignAsGitDoesAsync()
    {
        var expected = RealGit.Rebase(_repository, "feature");
        var result = Assert.Single((await new Alignment(_repository).RunAsync("feature")).Branches);
        Assert.Equal(BranchStatus.Completed, result.Status);
        Assert.Equal(expected, RealGit.Commits(_repository, "feature"));
        return result;
    }

    private static IReadOnlyList<LeftOutCommit> LeftOut(BranchResult result) =>
        Assert.IsType<PlannedAction.Replay>(result.Plan.Action).LeftOut;

    private static string Warned(BranchResult result)
    {
        Assert.All(result.Warnings, warning => Assert.Equal(OutcomeCodes.LeftOutButDiffers, warning.Code));
        return result.Warnings[0].Message;
    }
}
