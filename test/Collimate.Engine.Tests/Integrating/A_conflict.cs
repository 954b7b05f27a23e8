using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_conflict : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly TestRepository _repository = TestRepository.Create();

    public static TheoryData<IntegrationStrategy> Strategies { get; } = [IntegrationStrategy.Rebase, IntegrationStrategy.Merge];

    public void Dispose() => _repository.Dispose();

    [Theory]
    [MemberData(nameof(Strategies))]
    public Task In_content_is_one_that_both_sides_changed(IntegrationStrategy strategy) => IsAsync(
        strategy, [File("file", Lines + "mine\n")], [File("file", Lines + "theirs\n")], ("file", ConflictKind.Content));

    [Theory]
    [MemberData(nameof(Strategies))]
    public Task In_an_added_file_is_one_that_both_sides_added(IntegrationStrategy strategy) => IsAsync(
        strategy, [File("new", "mine\n")], [File("new", "theirs\n")], ("new", ConflictKind.AddAdd));

    [Theory]
    [MemberData(nameof(Strategies))]
    public Task In_a_file_that_the_branch_deleted_is_called_so(IntegrationStrategy strategy) => IsAsync(
        strategy, [Delete("file")], [File("file", Lines + "theirs\n")], ("file", ConflictKind.DeletedByBranch));

    [Theory]
    [MemberData(nameof(Strategies))]
    public Task In_a_file_that_the_target_deleted_is_called_so(IntegrationStrategy strategy) => IsAsync(
        strategy, [File("file", Lines + "mine\n")], [Delete("file")], ("file", ConflictKind.DeletedByTarget));

    [Theory]
    [MemberData(nameof(Strategies))]
    public Task Between_two_renames_names_all_three_paths(IntegrationStrategy strategy) => IsAsync(
        strategy,
        [Rename("file", "mine")],
        [Rename("file", "theirs")],
        ("file", ConflictKind.RenamedByBoth),
        ("mine", ConflictKind.OnlyInBranch),
        ("theirs", ConflictKind.OnlyInTarget));

    [Fact]
    public async Task Names_the_commit_that_could_not_be_applied()
    {
        // arrange
        _repository.Commit("feature", "harmless", ("harmless", "1\n"));
        var guilty = _repository.Commit("feature", "guilty", ("README", "mine\n"));
        _repository.Commit("feature", "later", ("later", "1\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));

        // act
        var result = Assert.Single((await new Alignment(_repository).RunAsync("feature")).Branches);

        // assert
        var conflict = Assert.IsType<IntegrationResult.Conflicted>(result.Integration);
        Assert.Equal((guilty, "guilty"), (conflict.Commit.ToString(), conflict.Subject));
        Assert.Equal("Merge conflict in README (unresolvable)", result.ErrorMessage);
        Assert.Equal(["merge_conflict_unresolvable"], result.ErrorsDetected);
    }

    [Fact]
    public async Task In_many_files_names_three_of_them_and_counts_the_others()
    {
        // arrange
        string[] names = ["a", "b\u202e", "c", "d", "e"];
        new History(_repository)
            .Commit("feature", "mine", [.. names.Select(name => File(name, "mine\n"))])
            .Commit("main", "theirs", [.. names.Select(name => File(name, "theirs\n"))])
            .Import();

        // act
        var result = Assert.Single((await new Alignment(_repository).RunAsync("feature")).Branches);

        // assert
        Assert.Equal(@"Merge conflict in a, b\u202E, c and 2 more (unresolvable)", result.ErrorMessage);
    }

    [Fact]
    public async Task Leaves_the_branch_exactly_as_it_was()
    {
        // arrange
        var tip = _repository.Commit("feature", "mine", ("README", "mine\n"));
        _repository.Commit("main", "newer", ("README", "theirs\n"));
        var before = RepositoryState.Of(_repository);

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal(tip, _repository.Tip("feature"));
        Assert.Null(Assert.Single(run.Branches).NewTip);
        Assert.Equal(before.References, RepositoryState.Of(_repository).References);
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
    }

    private async Task IsAsync(
        IntegrationStrategy strategy, FileChange[] branch, FileChange[] target, params (string Path, ConflictKind Kind)[] expected)
    {
        // arrange
        new History(_repository).Commit("main", "lines", File("file", Lines)).Commit("feature", "mine", branch).Commit("main", "theirs", target).Import();
        var options = new AlignmentOptions { Integration = new IntegrationOptions { Strategy = strategy } };

        // act
        var result = Assert.Single((await new Alignment(_repository) { Options = options }.RunAsync("feature")).Branches);

        // assert
        var conflict = Assert.IsType<IntegrationResult.Conflicted>(result.Integration);
        Assert.Equal(expected, conflict.Conflicts.Select(c => (c.Path, c.Kind)).OrderBy(c => c.Path, StringComparer.Ordinal));
        Assert.Equal(_repository.Tip("feature"), conflict.Commit.ToString());
        Assert.Equal("mine", conflict.Subject);
    }
}
