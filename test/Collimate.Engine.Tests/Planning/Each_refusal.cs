using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Planning;

/// <summary>One run for each code of a branch that is not tried: whoever adds a code must show here how it comes about.</summary>
public sealed class Each_refusal : IDisposable
{
    // They need more than one branch, and are shown where stacks and signatures are.
    private static readonly string[] ShownElsewhere = ["stack_parent_failed", "signed_commits_refused"];

    private static readonly Dictionary<string, Action<Each_refusal>> Causes = new(StringComparer.Ordinal)
    {
        ["branch_missing"] = test => test._branch = "featrue",
        ["branch_name_invalid"] = test => test._branch = "HEAD",
        ["target_missing"] = test => test._target = "mian",
        ["branch_symbolic"] = test => test.OnAlias(),
        ["branch_broken"] = test => test._repository.WriteGitFile("refs/heads/feature", ""),
        ["branch_name_ambiguous"] = test => test.OnCaseBlindDisk(),
        ["branch_unreadable"] = test => File.Delete(test._repository.LooseObject(test._repository.Tip("feature"))),
        ["target_unreadable"] = test => test.OnLostTarget(),
        ["branch_is_primary"] = test => test._branch = "main",
        ["branch_is_backup"] = test => test.OnCopy("backup-feature-pre-align"),
        ["branch_checked_out"] = test => test.Git("checkout", "--quiet", "feature"),
        ["worktree_dirty"] = test => test.WithChanges(),
        ["worktree_gone"] = test => Directory.Delete(test.Link(), recursive: true),
        ["operation_in_progress"] = test => test.InBisect(),
        ["unrelated_history"] = test => test.Git("update-ref", "refs/heads/feature", test.Git("commit-tree", "-m", "stranger", "main^{tree}").Trim()),
        ["shallow_boundary"] = test => test._repository.WriteGitFile("shallow", test._repository.Tip("feature") + "\n"),
        ["branch_has_merges"] = test => test.WithMerge(),
    };

    private readonly TestRepository _repository = TestRepository.Create();
    private string _branch = "feature";
    private string _target = "main";
    private AlignmentOptions _options = new();

    public Each_refusal()
    {
        _repository.Commit("good", "own", ("own", "1\n"));
        _repository.Commit("feature", "own", ("own", "2\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        _repository.Git("reset", "--quiet", "--hard");
    }

    public static TheoryData<string> Codes =>
        [.. OutcomeCodes.All.Where(code => code.Kind == OutcomeKind.Refusal).Select(code => code.Name).Except(ShownElsewhere)];

    public void Dispose() => _repository.Dispose();

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Has_its_code_and_its_advice_and_stops_nobody_else(string name)
    {
        // arrange
        Causes[name](this);
        var code = OutcomeCodes.All.Single(code => code.Name == name);
        var before = RepositoryState.Of(_repository).References.GetValueOrDefault($"refs/heads/{_branch}");

        // act: what did not move is proved by the kit
        var run = await new Alignment(_repository) { Options = _options }.RunAsync([Branch(_branch, _target), Branch("good")], CancellationToken.None);

        // assert
        var refused = run.Branches.Single(branch => branch.BranchName == _branch);
        Assert.Equal([name], refused.ErrorsDetected);
        Assert.Equal(code.Advice, refused.Advice);
        Assert.NotNull(refused.ErrorMessage);
        Assert.Equal((BranchStatus.FailedIntegration, null), (refused.Status, refused.NewTip));
        Assert.Equal(before, RepositoryState.Of(_repository).References.GetValueOrDefault($"refs/heads/{_branch}"));
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "good").Status);
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
    }

    private string Git(params string[] arguments) => _repository.Git(arguments);

    private void OnCaseBlindDisk()
    {
        Git("branch", "Feature", "main");
        Git("config", "core.ignoreCase", "true");
    }

    private void OnAlias()
    {
        _branch = "alias";
        Git("symbolic-ref", "refs/heads/alias", "refs/heads/feature");
    }

    private void OnLostTarget()
    {
        _target = "lost";
        File.Delete(_repository.LooseObject(_repository.Commit("lost", "lost", ("lost", "1\n"))));
    }

    private void OnCopy(string branch)
    {
        _branch = branch;
        _repository.Branch(branch, "feature");
    }

    private void InBisect()
    {
        Git("checkout", "--quiet", "feature");
        Git("bisect", "start", "feature", "main~1");
    }

    private void WithChanges()
    {
        File.WriteAllText(Path.Combine(Link(), "own"), "not committed\n");
        _options = new AlignmentOptions { CheckedOut = Collimate.Engine.Publishing.CheckedOutBranches.Include };
    }

    private string Link()
    {
        var linked = _repository.Beside("linked");
        Git("worktree", "add", "--quiet", linked, "feature");
        return linked;
    }

    private void WithMerge()
    {
        new History(_repository).Merge("feature", "good").Import();
        _options = new AlignmentOptions { Integration = new() { BranchesWithMerges = Collimate.Engine.Integrating.BranchesWithMerges.Refuse } };
    }
}
