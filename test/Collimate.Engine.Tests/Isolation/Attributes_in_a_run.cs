using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

public sealed class Attributes_in_a_run
{
    [Fact]
    public async Task Come_from_the_tip_of_the_primary_branch_also_in_folders()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("main", "attributes", ("notes/.gitattributes", "*.md merge=union\n"), ("notes/log.md", "start\n"));
        repository.Commit("feature", "a line", ("notes/log.md", "start\nmine\n"));
        repository.Commit("main", "another line", ("notes/log.md", "start\ntheirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal(1, run.Successful);
        Assert.Equal("start\ntheirs\nmine\n", repository.Show("feature", "notes/log.md"));
    }

    [Fact]
    public async Task Of_a_feature_branch_do_not_count()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("feature", "change, and wish for a union", ("README", "mine\n"), (".gitattributes", "* merge=union\n"));
        repository.Commit("main", "change", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal("merge_conflict_unresolvable", Assert.Single(run.Branches.Single().ErrorsDetected));
    }

    [Fact]
    public async Task Never_start_a_merge_driver()
    {
        // arrange
        using var repository = TestRepository.Create();
        var trace = Path.Combine(Path.GetDirectoryName(repository.Path)!, "driver-was-here");
        repository.Git("config", "merge.evil.driver", $"touch {trace}; true");
        repository.Commit("main", "attributes", (".gitattributes", "* merge=evil\n"));
        repository.Git("reset", "--quiet", "--hard");
        repository.Commit("feature", "change", ("README", "mine\n"));
        repository.Commit("main", "change", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal(1, run.Failed);
        Assert.False(File.Exists(trace));
    }

    [Theory]
    [InlineData("* merge=union\n")]
    [InlineData("* merge=evil\n")]
    public async Task Of_a_tree_that_the_configuration_names_do_not_count_nor_start_a_driver(string attributes)
    {
        // arrange: attr.tree is obeyed since git 2.43, and may name what anybody can push
        using var repository = TestRepository.Create();
        var trace = Path.Combine(Path.GetDirectoryName(repository.Path)!, "driver-was-here");
        repository.Git("config", "merge.evil.driver", $"touch {trace}; true");
        repository.Git("config", "attr.tree", "refs/heads/feature");
        repository.Commit("feature", "change, and wish", ("README", "mine\n"), (".gitattributes", attributes));
        repository.Commit("main", "change", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal("Merge conflict in README (unresolvable)", run.Branches.Single().ErrorMessage);
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task Of_the_checkout_do_not_count_where_the_configuration_names_a_worktree()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Git("config", "core.worktree", repository.Path);
        repository.Commit("feature", "change", ("README", "mine\n"));
        repository.Commit("main", "change", ("README", "theirs\n"));
        await File.WriteAllTextAsync(Path.Combine(repository.Path, ".gitattributes"), "* merge=union\n", TestContext.Current.CancellationToken);

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal("Merge conflict in README (unresolvable)", run.Branches.Single().ErrorMessage);
    }

    [Fact]
    public async Task That_name_an_unknown_driver_mean_text_as_in_git()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("main", "attributes", (".gitattributes", "* merge=union\nREADME merge=unheard-of\n"));
        repository.Git("reset", "--quiet", "--hard");
        repository.Commit("feature", "change", ("README", "mine\n"));
        repository.Commit("main", "change", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal(1, run.Failed);
    }

    [Theory]
    [InlineData("*.txt foo@bar\n", "")]
    [InlineData("!*.txt merge=union\n", "")]
    [InlineData("", "[attr]own text\n")]
    public async Task That_git_only_complains_about_change_nothing(string top, string below)
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("main", "attributes", (".gitattributes", top), ("folder/.gitattributes", below), ("folder/a.txt", "1\n2\n3\n4\n5\n"));
        repository.Git("reset", "--quiet", "--hard");
        repository.Commit("feature", "change", ("folder/a.txt", "one\n2\n3\n4\n5\n"));
        repository.Commit("main", "change", ("folder/a.txt", "1\n2\n3\n4\nfive\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Equal(1, run.Successful);
        Assert.Equal("one\n2\n3\n4\nfive\n", repository.Show("feature", "folder/a.txt"));
    }

    [Fact]
    public async Task Are_not_confused_with_the_trace_that_a_person_has_switched_on()
    {
        // arrange
        using var repository = TestRepository.Create();
        await File.WriteAllTextAsync(
            Path.Combine(repository.Environment["HOME"], ".gitconfig"), "[trace2]\n\tnormalTarget = 2\n", TestContext.Current.CancellationToken);
        repository.Commit("feature", "a file", ("own", "mine\n"));
        repository.Commit("main", "change", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).Orchestrator.RunAsync(
            repository.Path, [new("feature", "main")], cancellationToken: TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(1, run.Successful);
    }

    [Fact]
    public async Task Cannot_lead_out_of_their_sandbox()
    {
        // arrange
        using var repository = TestRepository.Create();
        var blob = WriteObject(repository, "blob", "* merge=union\n"u8.ToArray());
        var dotdot = MakeTree(repository, $"100644 blob {blob}\t.gitattributes\n");
        var root = MakeTree(repository, $"040000 tree {dotdot}\t..\n100644 blob {blob}\tplain\n");
        var commit = repository.Git("commit-tree", root, "-p", "main", "-m", "hostile").Trim();
        repository.Branch("hostile", commit);
        repository.Commit("feature", "a file", ("own", "mine\n"));

        // act
        var host = new Alignment(repository);
        var run = await host.Orchestrator.RunAsync(repository.Path, [new("feature", "hostile")], cancellationToken: TestContext.Current.CancellationToken);

        // assert
        Assert.Empty(Directory.EnumerateFiles(run.Folder, ".gitattributes", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(run.Folder, ".gitattributes")));
    }

    private static string MakeTree(TestRepository repository, string entries)
    {
        var (exitCode, output, error) = repository.Run(["mktree"], System.Text.Encoding.UTF8.GetBytes(entries));
        return exitCode == 0 ? System.Text.Encoding.UTF8.GetString(output).Trim() : throw new InvalidOperationException(error);
    }

    private static string WriteObject(TestRepository repository, string type, byte[] content)
    {
        var (_, output, _) = repository.Run(["hash-object", "-w", "-t", type, "--literally", "--stdin"], content);
        return System.Text.Encoding.UTF8.GetString(output).Trim();
    }
}
