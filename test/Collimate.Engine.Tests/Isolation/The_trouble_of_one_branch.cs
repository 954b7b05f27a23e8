using Collimate.Engine.Categorizing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

public sealed class The_trouble_of_one_branch
{
    [Fact]
    public async Task Stays_its_own_when_its_result_needs_an_object_that_is_missing()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("healthy", "a file", ("healthy", "fine\n"));
        repository.Commit("damaged", "a file", ("damaged", "this blob will be missing\n"));
        repository.Commit("main", "go on", ("README", "more\n"));
        repository.Git("reset", "--quiet", "--hard");
        Delete(repository, repository.Git("rev-parse", "damaged:damaged").Trim());
        var before = repository.Tip("damaged");

        // act
        var run = await RunAsync(repository, new CategorizedBranch("damaged", "main"), new CategorizedBranch("healthy", "main"));

        // assert
        Assert.Equal(["damaged:FailedIntegration:object_missing", "healthy:Completed:"], Describe(run));
        Assert.Equal(before, repository.Tip("damaged"));
        Assert.Equal("fine\n", repository.Show("healthy", "healthy"));
        Assert.Equal("more\n", repository.Show("healthy", "README"));
    }

    [Fact]
    public async Task Stays_its_own_when_a_folder_of_it_is_missing()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("healthy", "a file", ("healthy", "fine\n"));
        repository.Commit("damaged", "a folder", ("folder/damaged", "mine\n"));
        repository.Commit("main", "go on", ("README", "more\n"));
        repository.Git("reset", "--quiet", "--hard");
        Delete(repository, repository.Git("rev-parse", "damaged:folder").Trim());

        // act
        var run = await RunAsync(repository, new CategorizedBranch("damaged", "main"), new CategorizedBranch("healthy", "main"));

        // assert
        Assert.Equal(["damaged:FailedIntegration:object_missing", "healthy:Completed:"], Describe(run));
    }

    [Fact]
    public async Task Stays_its_own_when_git_would_take_a_missing_tree_for_an_empty_one()
    {
        // arrange: git-merge-tree of this age calls such a merge clean and drops the files (git-facts F3)
        using var repository = TestRepository.Create();
        repository.Commit("main", "a folder", ("folder/one", "1\n"), ("folder/two", "2\n"));
        repository.Commit("healthy", "a file", ("healthy", "fine\n"));
        repository.Commit("damaged", "change the folder", ("folder/one", "mine\n"));
        repository.Commit("main", "change it too", ("folder/two", "theirs\n"));
        repository.Git("reset", "--quiet", "--hard");
        Delete(repository, repository.Git("rev-parse", "damaged:folder").Trim());

        // act
        var run = await RunAsync(repository, new CategorizedBranch("damaged", "main"), new CategorizedBranch("healthy", "main"));

        // assert
        Assert.Equal(["damaged:FailedIntegration:merge_failed", "healthy:Completed:"], Describe(run));
    }

    [Fact]
    public async Task Stays_in_its_group_when_the_tree_of_the_primary_is_missing()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("broken-primary", "a folder", ("folder/file", "text\n"));
        repository.Commit("follows-it", "a file", ("own", "mine\n"));
        repository.Commit("healthy", "a file", ("healthy", "fine\n"));
        repository.Commit("main", "go on", ("README", "more\n"));
        repository.Git("reset", "--quiet", "--hard");
        Delete(repository, repository.Git("rev-parse", "broken-primary^{tree}").Trim());

        // act
        var run = await RunAsync(repository, new CategorizedBranch("follows-it", "broken-primary"), new CategorizedBranch("healthy", "main"));

        // assert
        Assert.Equal(["healthy:Completed:", "follows-it:FailedIntegration:target_unreadable"], Describe(run));
    }

    // The proof of the test kit runs git fsck, which these repositories cannot pass.
    private static Task<RunResult> RunAsync(TestRepository repository, params CategorizedBranch[] branches) =>
        new Alignment(repository).Orchestrator.RunAsync(repository.Path, branches, cancellationToken: TestContext.Current.CancellationToken);

    private static string[] Describe(RunResult run) =>
        [.. run.Branches.Select(branch => $"{branch.BranchName}:{branch.Status}:{string.Join(',', branch.ErrorsDetected)}")];

    private static void Delete(TestRepository repository, string id)
    {
        // fast-import writes packs; the object has to be loose to go away alone.
        var objects = Path.Combine(repository.GitDirectory, "objects");
        var packs = Directory.EnumerateFiles(Path.Combine(objects, "pack"), "*.pack").ToArray();
        foreach (var pack in packs)
        {
            var moved = Path.Combine(objects, Path.GetFileName(pack));
            File.Move(pack, moved);
            File.Delete(Path.ChangeExtension(pack, ".idx"));
            repository.Run(["unpack-objects", "-q"], File.ReadAllBytes(moved));
            File.Delete(moved);
        }

        var path = Path.Combine(objects, id[..2], id[2..]);
        File.SetAttributes(path, FileAttributes.Normal);
        File.Delete(path);
    }
}
