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
