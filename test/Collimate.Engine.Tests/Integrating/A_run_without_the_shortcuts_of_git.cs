using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Git.Merging;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Integrating;

/// <summary>Where the installed git has no shortcuts, both runs go the same way; the last test tells which case this is.</summary>
public sealed class A_run_without_the_shortcuts_of_git : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly List<GitCapabilities> _found = [];

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(IntegrationStrategy.Rebase)]
    [InlineData(IntegrationStrategy.Merge)]
    [InlineData(IntegrationStrategy.Auto)]
    public async Task Makes_the_same_commits_and_tells_the_same_of_conflicts(IntegrationStrategy strategy)
    {
        // arrange
        var branches = MakeHistory();
        using var copy = _repository.Copy();

        // act
        var with = await AlignAsync(_repository, strategy, branches, found => found);
        var without = await AlignAsync(copy, strategy, branches, found => found.WithoutShortcuts);

        // assert
        Assert.Equal(with.Branches.Select(Facts), without.Branches.Select(Facts));
        Assert.All(branches, branch => Assert.Equal(_repository.Tip(branch), copy.Tip(branch)));
        Assert.Contains(with.Branches, branch => branch.Integration is IntegrationResult.Integrated);
        Assert.Contains(with.Branches.Select(Facts), facts => facts.StartsWith("folders FailedIntegration ", StringComparison.Ordinal) && facts.EndsWith(" README:DeletedByBranch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_the_only_one_that_works_where_git_has_none()
    {
        var branches = MakeHistory();

        var run = await AlignAsync(_repository, IntegrationStrategy.Rebase, branches, found => found with { Bases = GitCapability.Present });

        var hasBases = Assert.Single(_found).Bases == GitCapability.Present;
        Assert.Equal(!hasBases, run.Branches.Single(branch => branch.BranchName == "clean").ErrorMessage is { } message && message.Contains("malformed input line", StringComparison.Ordinal));
    }

    private static string Facts(BranchResult branch) => $"{branch.BranchName} {branch.Status} {branch.NewTip} {branch.ErrorMessage} " + branch.Integration switch
    {
        IntegrationResult.Integrated integrated =>
            $"{string.Join(' ', integrated.Replayed)} {string.Join(' ', integrated.BecameEmpty)} {string.Join(' ', integrated.LeftOutButDiffering.Select(leftOut => leftOut.Commit))}",
        IntegrationResult.Conflicted conflicted =>
            $"{conflicted.Commit} {string.Join(' ', conflicted.Conflicts.Select(conflict => $"{conflict.Path}:{conflict.Kind}"))}",
        _ => "",
    };

    private Task<RunResult> AlignAsync(
        TestRepository repository, IntegrationStrategy strategy, string[] branches, Func<GitCapabilities, GitCapabilities> use)
    {
        var options = new AlignmentOptions
        {
            Integration = new IntegrationOptions { Strategy = strategy, BranchesWithMerges = BranchesWithMerges.Flatten },
            Orchestration = new OrchestrationOptions { EnableCircuitBreaker = false },
        };
        var host = new Alignment(repository).Host with
        {
            Capabilities = found =>
            {
                _found.Add(found);
                return use(found);
            },
        };
        return new BranchAlignmentOrchestrator(options, host).RunAsync(
            repository.Path, [.. branches.Select(branch => new CategorizedBranch(branch, "main"))], modules: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Odd branches, a file against a folder, and a change that the target took over and gave up again.</summary>
    private string[] MakeHistory()
    {
        var branches = Fleet_of_odd_branches.Make(_repository);
        new History(_repository)
            .Start("left-out", "main")
            .Commit("left-out", "taken over", File("taken", "1\n2\n3\n"))
            .Commit("left-out", "own", File("own", "1\n"))
            .Commit("main", "taken over", File("taken", "1\n2\n3\n"))
            .Commit("main", "given up", File("taken", "2\n3\n4\n5\n"))
            .Commit("main", "README", File("README", "another\n"))
            .Import();
        return [.. branches, "left-out"];
    }
}
