using Collimate.TestKit;

namespace Collimate.Engine.Tests.Faults;

public sealed class A_damaged_object : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_damaged_object()
    {
        _repository.Commit("main", "a file", ("both", "1\n2\n3\n4\n5\n"), ("folder/file", "1\n"));
        _repository.Commit("good", "own", ("own", "1\n"));
        _repository.Commit("feature", "own", ("both", "mine\n2\n3\n4\n5\n"), ("folder/file", "mine\n"));
        _repository.Commit("main", "newer", ("both", "1\n2\n3\n4\ntheirs\n"), ("folder/newer", "1\n"));
        _repository.Git("reset", "--quiet", "--hard");
    }

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("feature", "", "branch_unreadable")]
    [InlineData("feature", "garbage", "branch_unreadable")]
    [InlineData("feature^{tree}", "", "merge_failed")]
    [InlineData("feature^{tree}", "garbage", "merge_failed")]
    [InlineData("feature:folder", "", "merge_failed")]
    [InlineData("feature:folder", "garbage", "merge_failed")]
    [InlineData("feature:both", "", "merge_failed")]
    [InlineData("feature:both", "garbage", "merge_failed")]
    public async Task Fails_its_branch_and_no_other(string revision, string content, string code)
    {
        var file = _repository.LooseObject(_repository.Git("rev-parse", revision).Trim());
        File.Delete(file);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await OnlyFeatureFailsAsync(code);
    }

    [Fact]
    public async Task In_a_pack_fails_the_branches_of_that_pack_and_no_other()
    {
        // arrange: everything that only the branch has, in a pack of its own with zeros in the middle
        var packs = Directory.CreateDirectory(Path.Combine(_repository.GitDirectory, "objects/pack")).FullName;
        var name = _repository.Run(["pack-objects", "--quiet", "--revs", Path.Combine(packs, "pack")], "feature\n--not\nmain\ngood\n"u8.ToArray());
        _repository.Git("prune-packed", "--quiet");
        var pack = Path.Combine(packs, $"pack-{System.Text.Encoding.ASCII.GetString(name.Output).Trim()}.pack");
        var bytes = await File.ReadAllBytesAsync(pack, TestContext.Current.CancellationToken);
        bytes.AsSpan(12, bytes.Length - 32).Clear();
        File.Delete(pack);
        await File.WriteAllBytesAsync(pack, bytes, TestContext.Current.CancellationToken);

        await OnlyFeatureFailsAsync("branch_unreadable");
    }

    private async Task OnlyFeatureFailsAsync(string code)
    {
        var before = _repository.Git("for-each-ref", "--format=%(objectname)", "refs/heads/feature");

        var run = await new Alignment(_repository).RunAsync("feature", "good");

        var failed = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal([code], failed.ErrorsDetected);
        Assert.NotNull(failed.Advice);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "good").Status);
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
        Assert.Equal(before, _repository.Git("for-each-ref", "--format=%(objectname)", "refs/heads/feature"));
    }
}
