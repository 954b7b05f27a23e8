using Collimate.Git.References;
using Collimate.Git.Tests.Kit;
using Collimate.Git.Worktrees;

namespace Collimate.Git.Tests.Worktrees;

public sealed class A_branch_that_somebody_uses
{
    [Fact]
    public async Task Is_found_in_the_main_worktree()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Branch("topic", "main");

        var snapshot = await ReadAsync(repository);

        Assert.Equal(new BranchUse.CheckedOut(repository.Test.Path), snapshot.Find(ReferenceName.Branch("main")));
        Assert.Null(snapshot.Find(ReferenceName.Branch("topic")));
        Assert.Equal([repository.Test.Path], snapshot.Paths);
    }

    [Fact]
    public async Task Is_found_in_a_linked_worktree()
    {
        using var repository = await OpenRepository.CreateAsync();
        var linked = Link(repository, "topic");

        var snapshot = await ReadAsync(repository);

        Assert.Equal(new BranchUse.CheckedOut(linked), snapshot.Find(ReferenceName.Branch("topic")));
        Assert.Equal([repository.Test.Path, linked], snapshot.Paths);
    }

    [Fact]
    public async Task Is_found_although_its_worktree_was_deleted_without_git()
    {
        using var repository = await OpenRepository.CreateAsync();
        var linked = Link(repository, "topic");
        Directory.Delete(linked, recursive: true);

        var snapshot = await ReadAsync(repository);

        Assert.Equal(new BranchUse.InLostWorktree(linked), snapshot.Find(ReferenceName.Branch("topic")));
        Assert.NotNull(snapshot.LookAgain(repository.Repository.CommonDirectory).Find(ReferenceName.Branch("topic")));
        Assert.NotEqual(0, repository.Test.Run(["branch", "--force", "topic", "main"], []).ExitCode); // as git has it
    }

    [Theory]
    [InlineData("--merge")]
    [InlineData("--apply")]
    public async Task Is_found_in_the_middle_of_a_rebase(string backend)
    {
        using var repository = await OpenRepository.CreateAsync();
        Conflict(repository, "topic");
        repository.Test.Git("checkout", "--quiet", "topic");
        Assert.NotEqual(0, repository.Test.Run(["rebase", backend, "main"], []).ExitCode);

        var use = (await ReadAsync(repository)).Find(ReferenceName.Branch("topic"));

        Assert.Equal(new BranchUse.InOperation("rebase", repository.Repository.CommonDirectory), use);
    }

    [Theory]
    [InlineData("merge", "merge", "main")]
    [InlineData("cherry-pick", "cherry-pick", "main")]
    [InlineData("cherry-pick", "cherry-pick", "main~1", "main")]
    [InlineData("revert", "revert", "topic~1")]
    [InlineData("am", "am", "patch")]
    public async Task Is_found_in_the_middle_of_what_does_not_leave_it(string operation, params string[] command)
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("topic", ("README", "theirs\n"));
        repository.Commit("topic", ("README", "theirs too\n"));
        repository.Commit("main", ("README", "ours\n"));
        repository.Commit("main", ("README", "ours too\n"));
        var linked = Link(repository, "topic");
        repository.Test.Git("format-patch", "--quiet", "--output", Path.Combine(linked, "patch"), "-1", "main");
        Assert.NotEqual(0, repository.Test.Run(["-C", linked, .. command], []).ExitCode);

        // act
        var snapshot = await ReadAsync(repository);

        // assert
        var use = new BranchUse.InOperation(operation, Path.Combine(repository.Repository.CommonDirectory, "worktrees", "linked"));
        Assert.Equal(use, snapshot.Find(ReferenceName.Branch("topic")));
        Assert.Equal(use, snapshot.LookAgain(repository.Repository.CommonDirectory).Find(ReferenceName.Branch("topic")));
    }

    [Fact]
    public async Task Is_found_in_the_middle_of_a_rebase_in_a_linked_worktree()
    {
        using var repository = await OpenRepository.CreateAsync();
        Conflict(repository, "größe");
        var linked = Link(repository, "größe");
        Assert.NotEqual(0, repository.Test.Run(["-C", linked, "rebase", "main"], []).ExitCode);

        var use = (await ReadAsync(repository)).Find(ReferenceName.Branch("größe"));

        Assert.Equal("rebase", Assert.IsType<BranchUse.InOperation>(use).Operation);
    }

    [Fact]
    public async Task Is_found_when_the_rebase_of_another_will_move_it()
    {
        using var repository = await OpenRepository.CreateAsync();
        Conflict(repository, "lower");
        repository.Test.Branch("upper", "lower");
        repository.Commit("upper", ("upper", "x"));
        repository.Test.Git("checkout", "--quiet", "upper");
        Assert.NotEqual(0, repository.Test.Run(["rebase", "--update-refs", "main"], []).ExitCode);

        var snapshot = await ReadAsync(repository);

        Assert.IsType<BranchUse.InOperation>(snapshot.Find(ReferenceName.Branch("upper")));
        Assert.IsType<BranchUse.InOperation>(snapshot.Find(ReferenceName.Branch("lower")));
    }

    [Fact]
    public async Task Is_found_in_the_middle_of_a_bisect()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("topic", ("a", "1"));
        repository.Commit("topic", ("a", "2"));
        repository.Commit("topic", ("a", "3"));
        repository.Test.Git("checkout", "--quiet", "topic");
        repository.Test.Git("bisect", "start", "topic", "main");

        var use = (await ReadAsync(repository)).Find(ReferenceName.Branch("topic"));

        Assert.Equal(new BranchUse.InOperation("bisect", repository.Repository.CommonDirectory), use);
    }

    [Fact]
    public async Task Is_nowhere_in_a_bare_repository_but_the_one_of_its_head()
    {
        using var repository = await OpenRepository.CreateAsync("--bare");
        repository.Test.Branch("topic", "main");

        var snapshot = await ReadAsync(repository);

        Assert.Null(snapshot.Find(ReferenceName.Branch("topic")));
        Assert.Equal([repository.Test.Path], snapshot.Paths);
    }

    private static Task<WorktreeSnapshot> ReadAsync(OpenRepository repository) =>
        WorktreeSnapshot.ReadAsync(repository.Context, repository.Repository.CommonDirectory, OpenRepository.Stop);

    private static void Conflict(OpenRepository repository, string branch)
    {
        repository.Commit(branch, ("README", "theirs\n"));
        repository.Commit("main", ("README", "ours\n"));
        repository.Test.Git("reset", "--quiet", "--hard");
    }

    private static string Link(OpenRepository repository, string branch)
    {
        var linked = Path.Combine(repository.Home, "linked");
        if (!repository.Test.Exists(branch))
        {
            repository.Test.Branch(branch, "main");
        }

        repository.Test.Git("worktree", "add", "--quiet", linked, branch);
        return linked;
    }
}
