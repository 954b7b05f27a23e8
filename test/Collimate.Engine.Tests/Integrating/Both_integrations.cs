using System.Text;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Integrating;

/// <summary>What every built-in integration does. What it must not touch is proved after each run, see <see cref="Alignment"/>.</summary>
public sealed class Both_integrations : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly TestRepository _repository = TestRepository.Create();

    public static TheoryData<IntegrationMethod, string> Histories { get; } =
        new(from method in Enum.GetValues<IntegrationMethod>() from name in Branches_with_known_results.All.Keys select (method, name));

    public static TheoryData<IntegrationMethod, IntegrationStrategy> Methods { get; } =
        new(from method in Enum.GetValues<IntegrationMethod>() from strategy in Strategies select (method, strategy));

    public static TheoryData<IntegrationMethod, string, IntegrationStrategy> Conflicts =>
        new(from method in Enum.GetValues<IntegrationMethod>() from conflict in ConflictingChanges.Keys from strategy in Strategies select (method, conflict, strategy));

    private static IntegrationStrategy[] Strategies => [IntegrationStrategy.Rebase, IntegrationStrategy.Merge];

    private static Dictionary<string, (FileChange[] Branch, FileChange[] Target, (string, ConflictKind)[] Expected)> ConflictingChanges { get; } = new(StringComparer.Ordinal)
    {
        ["content"] = ([File("file", Lines + "mine\n")], [File("file", Lines + "theirs\n")], [("file", ConflictKind.Content)]),
        ["both add"] = ([File("a b\u202e", "mine\n")], [File("a b\u202e", "theirs\n")], [("a b\u202e", ConflictKind.AddAdd)]),
        ["deleted by branch"] = ([Delete("file")], [File("file", Lines + "theirs\n")], [("file", ConflictKind.DeletedByBranch)]),
        ["deleted by target"] = ([File("file", Lines + "mine\n")], [Delete("file")], [("file", ConflictKind.DeletedByTarget)]),
        ["two renames"] = (
            [Rename("file", "mine")],
            [Rename("file", "theirs")],
            [("file", ConflictKind.RenamedByBoth), ("mine", ConflictKind.OnlyInBranch), ("theirs", ConflictKind.OnlyInTarget)]),
    };

    public void Dispose() => _repository.Dispose();

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Make_the_commits_of_git_rebase(IntegrationMethod method, string name)
    {
        // arrange
        Make(name);
        var expected = RealGit.Rebase(_repository, "feature");

        // act
        await AlignAsync(method, IntegrationStrategy.Rebase, "feature");

        // assert
        Assert.Equal(expected, RealGit.Commits(_repository, "feature"));
    }

    [Theory]
    [MemberData(nameof(Conflicts))]
    public async Task Tell_of_a_conflict_by_commit_path_and_kind(IntegrationMethod method, string conflict, IntegrationStrategy strategy)
    {
        // arrange
        var (branch, target, expected) = ConflictingChanges[conflict];
        new History(_repository)
            .Commit("main", "lines", File("file", Lines))
            .Commit("feature", "mine", branch)
            .Commit("main", "theirs", target)
            .Import();

        // act
        var result = Assert.Single((await AlignAsync(method, strategy, "feature")).Branches);

        // assert
        var conflicted = Assert.IsType<IntegrationResult.Conflicted>(result.Integration);
        Assert.Equal(expected, conflicted.Conflicts.Select(c => (c.Path, c.Kind)).OrderBy(c => c.Path, StringComparer.Ordinal));
        Assert.Equal((_repository.Tip("feature"), "mine"), (conflicted.Commit.ToString(), conflicted.Subject));
    }

    [Theory]
    [InlineData(IntegrationMethod.Objects)]
    [InlineData(IntegrationMethod.Worktree)]
    public async Task Name_the_commit_in_the_middle_that_could_not_be_applied(IntegrationMethod method)
    {
        // arrange
        _repository.Commit("feature", "harmless", ("harmless", "1\n"));
        var guilty = _repository.Commit("feature", "guilty", ("README", "mine\n"));
        _repository.Commit("feature", "later", ("later", "1\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));

        // act
        var result = Assert.Single((await AlignAsync(method, IntegrationStrategy.Rebase, "feature")).Branches);

        // assert
        var conflict = Assert.IsType<IntegrationResult.Conflicted>(result.Integration);
        Assert.Equal((guilty, "guilty"), (conflict.Commit.ToString(), conflict.Subject));
    }

    [Theory]
    [InlineData(IntegrationMethod.Objects)]
    [InlineData(IntegrationMethod.Worktree)]
    public async Task Move_a_branch_without_commits_of_its_own_to_the_target(IntegrationMethod method)
    {
        new History(_repository).Start("feature", "main").Commit("main", "newer", File("newer", "1\n")).Import();

        var run = await AlignAsync(method, IntegrationStrategy.Rebase, "feature");

        Assert.Equal(BranchStatus.Completed, Assert.Single(run.Branches).Status);
        Assert.Equal(_repository.Tip("main"), _repository.Tip("feature"));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Take_hostile_names_for_names(IntegrationMethod method, IntegrationStrategy strategy)
    {
        // arrange
        var canary = Path.Combine(_repository.Path, "canary");
        string[] names = ["-x", "--exec=touch${IFS}canary", "$(touch${IFS}canary)", "`touch${IFS}canary`;", "a'b\"c", "\u202eevil"];
        var own = _repository.Commit("own", "own", ("own", "1\n"));
        foreach (var name in names)
        {
            _repository.Branch(name, own);
        }

        _repository.Commit("main", "newer", ("newer", "1\n"));

        // act
        var run = await AlignAsync(method, strategy, names);

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.False(System.IO.File.Exists(canary));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Make_the_same_ids_with_any_number_of_workers(IntegrationMethod method, IntegrationStrategy strategy)
    {
        // arrange
        var branches = MakeFleet();
        using var copy = _repository.Copy();

        // act
        await AlignAsync(method, strategy, branches);
        var alone = new OrchestrationOptions { MaxWorkersPerTarget = 1 };
        await new Alignment(copy) { Options = Options(method, strategy) with { Orchestration = alone } }.RunAsync(branches);

        // assert
        Assert.All(branches, branch => Assert.Equal(_repository.Tip(branch), copy.Tip(branch)));
    }

    [Theory]
    [InlineData(IntegrationStrategy.Rebase)]
    [InlineData(IntegrationStrategy.Merge)]
    public async Task Make_the_same_results_as_one_another(IntegrationStrategy strategy)
    {
        // arrange
        var branches = MakeFleet();
        using var copy = _repository.Copy();

        // act
        var one = await AlignAsync(IntegrationMethod.Objects, strategy, branches);
        var other = await new Alignment(copy) { Options = Options(IntegrationMethod.Worktree, strategy) }.RunAsync(branches);

        // assert
        Assert.Equal(one.Branches.Select(Facts), other.Branches.Select(Facts));
        Assert.All(branches, branch => Assert.Equal(_repository.Tip(branch), copy.Tip(branch)));
    }

    private static AlignmentOptions Options(IntegrationMethod method, IntegrationStrategy strategy) => new()
    {
        Integration = new IntegrationOptions { Method = method, Strategy = strategy, BranchesWithMerges = BranchesWithMerges.Flatten },
        Orchestration = new OrchestrationOptions { MaxWorkersPerTarget = 8, EnableCircuitBreaker = false },
    };

    private static string Facts(BranchResult branch)
    {
        var text = new StringBuilder($"{branch.BranchName} {branch.Status} {branch.NewTip} {branch.ErrorMessage}");
        if (branch.Integration is IntegrationResult.Integrated integrated)
        {
            text.AppendJoin(' ', integrated.Replayed).AppendJoin(' ', integrated.BecameEmpty).Append(integrated.SignaturesDropped);
        }

        return text.ToString();
    }

    private Task<RunResult> AlignAsync(IntegrationMethod method, IntegrationStrategy strategy, params string[] branches) =>
        new Alignment(_repository) { Options = Options(method, strategy) }.RunAsync([.. branches.Select(branch => new CategorizedBranch(branch, "main"))], CancellationToken.None);

    private void Make(string name)
    {
        var history = new History(_repository);
        Branches_with_known_results.All[name](history);
        history.Import();
    }

    private string[] MakeFleet() => Fleet_of_odd_branches.Make(_repository);
}
