using System.Globalization;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Planning;

public sealed class A_stack_of_branches : IDisposable
{
    private const int Height = 30;

    private readonly TestRepository _repository = TestRepository.Create();
    private readonly CountingIntegration _integration = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Keeps_its_shape_and_costs_one_replay_for_each_commit()
    {
        // arrange
        var names = Pile(Height);

        // act
        var run = await AlignAsync([.. names.Reverse().Select(name => Branch(name))]);

        // assert
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(names, run.Branches.Select(branch => branch.BranchName));
        Assert.Equal(Height, _integration.Merges);
        for (var i = 1; i < Height; i++)
        {
            Assert.Equal(_repository.Tip(names[i - 1]), _repository.Git("rev-parse", $"{names[i]}~1").Trim());
        }
    }

    [Fact]
    public async Task Stays_equal_where_branches_were_equal()
    {
        var names = Names("same", 22);
        var history = new History(_repository).Commit("same-01", "own", FileChange.File("own", "1\n"));
        foreach (var name in names.Skip(1))
        {
            history.Start(name, "same-01");
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();

        var run = await AlignAsync([.. names.Select(name => Branch(name))]);

        Assert.Equal(22, run.Successful);
        Assert.Single(names.Select(_repository.Tip).Distinct());
        Assert.Equal(1, _integration.Merges);
        Assert.All(run.Branches, branch => Assert.Empty(branch.Plan.StandsOn));
    }

    [Fact]
    public async Task Stops_above_a_branch_that_was_not_moved()
    {
        var names = Pile(4);
        _repository.WriteHook("reference-transaction", "if [ \"$1\" = prepared ]; then ! grep -q refs/heads/stack-02; fi");
        var before = names.Select(_repository.Tip).ToArray();

        var run = await AlignAsync([.. names.Select(name => Branch(name))]);

        Assert.Equal(["", "hook_refused", "stack_parent_failed", "stack_parent_failed"], run.Branches.Select(b => string.Join(' ', b.ErrorsDetected)));
        Assert.Equal(before[1..], names[1..].Select(_repository.Tip));
        Assert.Equal("The branch stands on 'stack-02', which was not moved", run.Branches.ElementAt(2).ErrorMessage);
    }

    [Fact]
    public async Task Stops_above_a_branch_that_is_checked_out()
    {
        var names = Pile(2);
        _repository.Git("worktree", "add", "--quiet", _repository.Beside("linked"), "stack-01");

        var run = await AlignAsync([.. names.Select(name => Branch(name))]);

        Assert.Equal(["branch_checked_out", "stack_parent_failed"], run.Branches.SelectMany(branch => branch.ErrorsDetected));
    }

    [Fact]
    public async Task Says_of_each_branch_that_it_conflicts_itself()
    {
        new History(_repository)
            .Commit("stack-01", "one", FileChange.File("README", "mine\n"))
            .Start("stack-02", "stack-01")
            .Commit("stack-02", "two", FileChange.File("two", "2\n"))
            .Commit("main", "newer", FileChange.File("README", "theirs\n"))
            .Import();

        var run = await AlignAsync([Branch("stack-01"), Branch("stack-02")]);

        Assert.Equal(["merge_conflict_unresolvable", "merge_conflict_unresolvable"], run.Branches.SelectMany(branch => branch.ErrorsDetected));
        Assert.Equal(1, _integration.Merges);
    }

    [Fact]
    public async Task Runs_alone_and_late_above_a_branch_that_does()
    {
        var names = Pile(3);
        _repository.Commit("single", "own", ("single", "1\n"));

        var run = await AlignAsync([Branch(names[0]), Sequential(names[1]), Branch(names[2], confidence: 0.9), Branch("single")]);

        Assert.Equal(["single", "stack-01", "stack-02", "stack-03"], run.Branches.Select(branch => branch.BranchName));
        Assert.Equal(4, run.Successful);
    }

    [Fact]
    public async Task Is_not_held_back_by_a_branch_that_could_never_be_aligned()
    {
        var names = Pile(2);
        _repository.Branch("backup-x-pre-align", names[0]);

        var run = await AlignAsync([Branch("backup-x-pre-align"), Branch(names[1])]);

        Assert.Equal(["branch_is_backup", ""], run.Branches.Select(branch => string.Join(' ', branch.ErrorsDetected)).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Stops_above_both_lines_of_a_branch_that_joins_them()
    {
        // arrange
        new History(_repository)
            .Commit("left", "left", FileChange.File("left", "1\n"))
            .Commit("right", "right", FileChange.File("right", "1\n"))
            .Start("joined", "left")
            .Merge("joined", "right", FileChange.File("right", "1\n"))
            .Commit("joined", "more", FileChange.File("more", "1\n"))
            .Commit("main", "newer", FileChange.File("newer", "1\n"))
            .Import();
        _repository.Git("worktree", "add", "--quiet", _repository.Beside("linked"), "left");
        var options = new AlignmentOptions { Integration = new IntegrationOptions { BranchesWithMerges = BranchesWithMerges.Flatten } };

        // act
        var run = await new Alignment(_repository) { Options = options }.RunAsync("joined", "left", "right");

        // assert
        Assert.Equal(["left", "right"], run.Branches.Single(branch => branch.BranchName == "joined").Plan.StandsOn.Order(StringComparer.Ordinal));
        Assert.Equal("stack_parent_failed", Assert.Single(run.Branches.Single(branch => branch.BranchName == "joined").ErrorsDetected));
    }

    /// <summary>Each branch stands with one commit on the one before; <c>main</c> has moved on.</summary>
    private string[] Pile(int height)
    {
        var names = Names("stack", height);
        var history = new History(_repository);
        for (var i = 0; i < height; i++)
        {
            if (i > 0)
            {
                history.Start(names[i], names[i - 1]);
            }

            history.Commit(names[i], names[i], FileChange.File(string.Create(CultureInfo.InvariantCulture, $"file-{i}"), "1\n"));
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();
        return names;
    }

    private Task<RunResult> AlignAsync(CategorizedBranch[] branches) =>
        new Alignment(_repository) { Modules = new AlignmentModules { Integration = _integration } }.RunAsync(branches, CancellationToken.None);

    /// <summary>The built-in integration, and how many merges its group has asked git for.</summary>
    private sealed class CountingIntegration : IBatchingIntegration
    {
        private readonly ObjectDatabaseIntegration _inner = new();
        private AlignmentWorkspace? _workspace;

        public int Merges => _workspace!.Merges.Requested;

        public Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken)
        {
            _workspace = request.Workspace;
            return _inner.IntegrateAsync(request, cancellationToken);
        }
    }
}
