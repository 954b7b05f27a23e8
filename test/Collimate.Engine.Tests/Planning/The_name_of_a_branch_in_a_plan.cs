using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Planning;

public sealed class The_name_of_a_branch_in_a_plan : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public The_name_of_a_branch_in_a_plan()
    {
        _repository.Commit("feature/login", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_never_taken_for_that_of_a_tag_or_of_another_reference()
    {
        // arrange: git itself would take the tags
        var first = _repository.Git("rev-parse", "main~1").Trim();
        foreach (var name in new[] { "tags/feature/login", "tags/main", "feature/login", "remotes/origin/feature/login" })
        {
            _repository.Git("update-ref", $"refs/{name}", first);
        }

        Assert.Contains("ambiguous", _repository.Run(["rev-parse", "feature/login"], []).Error, StringComparison.Ordinal);

        // act: that nothing else moved is proved by the kit
        var run = await new Alignment(_repository).RunAsync("feature/login");

        // assert
        Assert.Equal(BranchStatus.Completed, Assert.Single(run.Branches).Status);
        Assert.Equal(["own", "newer", "first"], _repository.Subjects("refs/heads/feature/login"));
    }

    [Theory]
    [InlineData("refs/heads/feature/login", "feature/login")]
    [InlineData("heads/feature/login", "feature/login")]
    [InlineData("refs/remotes/origin/feature/login", "feature/login")]
    [InlineData("origin/feature/login", "feature/login")]
    [InlineData("Feature/Login", "feature/login")]
    [InlineData("feature/logni", "feature/login")]
    [InlineData("feature-login", "feature/login")]
    [InlineData("refs/feature", null)]
    [InlineData("something/else", null)]
    public async Task Is_followed_by_the_branch_that_was_probably_meant_when_there_is_none(string name, string? meant)
    {
        var run = await new Alignment(_repository).RunAsync(name);

        var refused = Assert.Single(run.Branches);
        Assert.Equal(["branch_missing"], refused.ErrorsDetected);
        Assert.Equal($"Branch '{name}' does not exist{(meant is null ? "" : $"; did you mean '{meant}'?")}", refused.ErrorMessage);
    }

    [Fact]
    public async Task Is_taken_for_that_of_a_remote_before_it_is_taken_for_a_slip()
    {
        _repository.Branch("origin/feature/logout", "main");
        _repository.Branch("origin/feature/logon", "main");

        var run = await new Alignment(_repository).RunAsync("origin/feature/login", "origin/feature/logan");

        Assert.Equal(
            ["Branch 'origin/feature/logan' does not exist; did you mean 'origin/feature/logon'?", "Branch 'origin/feature/login' does not exist; did you mean 'feature/login'?"],
            run.Branches.Select(branch => branch.ErrorMessage));
    }

    [Fact]
    public async Task Is_followed_by_the_first_of_those_that_are_equally_near()
    {
        _repository.Branch("topic-b", "main");
        _repository.Branch("topic-a", "main");

        var run = await new Alignment(_repository).RunAsync("topic-c");

        Assert.Equal("Branch 'topic-c' does not exist; did you mean 'topic-a'?", Assert.Single(run.Branches).ErrorMessage);
    }

    [Fact]
    public async Task Is_warned_of_when_another_one_differs_only_in_case()
    {
        _repository.Git("branch", "Feature/Login", "main");
        _repository.Git("branch", "Feature/Logout", "main");

        var run = await new Alignment(_repository).RunAsync("feature/login");

        var warning = Assert.Single(Assert.Single(run.Branches).Warnings);
        Assert.Equal("branch_differs_in_case", warning.Code.Name);
        Assert.Equal("The names of branch 'feature/login' and 'Feature/Login' differ only in case", warning.Message);
        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
    }

    [Fact]
    public async Task Is_never_suggested_when_it_is_that_of_a_backup()
    {
        _repository.Branch("backup-feature/login-pre-align", "main");

        var run = await new Alignment(_repository).RunAsync("backup-feature/login-pre-aling");

        Assert.Equal("Branch 'backup-feature/login-pre-aling' does not exist", Assert.Single(run.Branches).ErrorMessage);
    }

    [Fact]
    public async Task Is_suggested_for_a_target_as_well()
    {
        var run = await new Alignment(_repository).RunAsync([Branch("feature/login", "mian")], CancellationToken.None);

        Assert.Equal("Primary branch 'mian' does not exist; did you mean 'main'?", Assert.Single(run.Branches).ErrorMessage);
    }

    [Theory]
    [InlineData("HEAD", "means the current commit")]
    [InlineData("@", "means the current commit")]
    [InlineData("-d", "begins with '-'")]
    [InlineData("main~1", "contains '~'")]
    [InlineData("../config", "contains '..'")]
    [InlineData("", "is empty")]
    public async Task Is_refused_when_git_would_read_it_as_something_else(string name, string why)
    {
        // arrange: such a branch can be made all the same
        _repository.WriteGitFile("refs/heads/HEAD", _repository.Tip("feature/login") + "\n");

        // act
        var run = await new Alignment(_repository).RunAsync(name);

        // assert
        var refused = Assert.Single(run.Branches);
        Assert.Equal(["branch_name_invalid"], refused.ErrorsDetected);
        Assert.Equal($"'{name}' is no name of a branch: it {why}", refused.ErrorMessage);
    }

    [Fact]
    public async Task Is_looked_for_for_the_first_twenty_that_do_not_exist()
    {
        // arrange: more names are wrong than suggestions are made for
        var history = new History(_repository);
        foreach (var name in Names("name", 100))
        {
            history.Start(name, "main");
        }

        history.Import();
        string[] wrong = Names("nmae", 100);

        // act
        var plan = await new Alignment(_repository).Orchestrator.PlanAsync(
            _repository.Path, [.. wrong.Select(name => Branch(name))], TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(20, plan.Branches.Count(branch => ((Collimate.Engine.Planning.PlannedAction.Refuse)branch.Action).Reason.Contains("did you mean", StringComparison.Ordinal)));
    }
}
