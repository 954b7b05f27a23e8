using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class Planning
{
    [Fact]
    public async Task Says_what_would_become_of_each_branch_and_changes_nothing()
    {
        // arrange
        using var repository = Fleet.Create();
        var shell = new Shell(repository);
        shell.Write("branches.json", Fleet.Input);
        var before = RepositoryState.Of(repository);

        // act
        var result = await shell.RunAsync("plan", "--repo", "repository", "--input", "branches.json");

        // assert
        Approved.Check(result, shell);
        shell.ProveNothingWasDone(before);
    }

    [Fact]
    public async Task Says_which_primary_is_missing_and_which_branches_would_be_merged()
    {
        using var repository = Fleet.Create();
        var shell = new Shell(repository);
        shell.Write("branches.json", """[{ "branch": "feature/clean", "target": "main" }, { "branch": "feature/last", "target": "nowhere" }]""");

        var result = await shell.RunAsync("plan", "--repo", "repository", "--input", "branches.json", "--strategy", "merge");

        Approved.Check(result, shell);
    }
}
