using System.Globalization;
using System.Text;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_damaged_branch : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_damaged_branch()
    {
        _repository.Commit("main", "a file", ("both", "1\n2\n3\n4\n5\n"), ("folder/file", "1\n"));
        new History(_repository)
            .Commit("good-1", "own", FileChange.File("own", "1\n"))
            .Commit("good-2", "own", FileChange.File("own", "2\n"))
            .Import();
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Fails_alone_when_a_blob_is_missing_that_has_to_be_merged()
    {
        // arrange
        _repository.Commit("feature", "own", ("both", "mine\n2\n3\n4\n5\n"));
        _repository.Commit("main", "newer", ("both", "1\n2\n3\n4\ntheirs\n"));
        var blob = _repository.Git("rev-parse", "feature:both").Trim();
        File.Delete(_repository.LooseObject(blob));

        // assert
        await FailsAloneAsync(OutcomeCodes.MergeFailed, $"git could not merge commit {_repository.Tip("feature")[..10]}", blob);
    }

    [Theory]
    [InlineData("feature^{tree}")]
    [InlineData("feature:folder")]
    public async Task Fails_alone_when_a_tree_is_missing(string tree)
    {
        // arrange: git of this age takes a missing tree for an empty one and calls the merge clean
        _repository.Commit("feature", "own", ("folder/file", "mine\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"), ("folder/newer", "1\n"));
        var id = _repository.Git("rev-parse", tree).Trim();
        File.Delete(_repository.LooseObject(id));

        // assert
        await FailsAloneAsync(OutcomeCodes.MergeFailed, $"git could not merge commit {_repository.Tip("feature")[..10]}", id);
    }

    [Fact]
    public async Task Moves_forward_to_its_target_although_its_own_tree_is_missing()
    {
        // arrange
        _repository.Commit("feature", "own", ("merged", "mine\n"));
        _repository.Branch("merged", "feature");
        _repository.Commit("merged", "merged", ("newer", "1\n"));
        _repository.Git("update-ref", "refs/heads/main", "refs/heads/merged");
        File.Delete(_repository.LooseObject(_repository.Git("rev-parse", "feature^{tree}").Trim()));

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal(BranchStatus.Completed, run.Branches.Single().Status);
        Assert.Equal(_repository.Tip("main"), _repository.Tip("feature"));
    }

    [Theory]
    [InlineData("committer Ada <ada@example.com> 1700000000 +0100", "a commit has no author")]
    [InlineData("author Ada\ncommitter Ada <ada@example.com> 1700000000 +0100", "a signature has no mail address in angle brackets")]
    [InlineData("author Ada <ada@example.com> 1700000000 +0100", "a commit has no committer")]
    public async Task Fails_alone_when_a_commit_is_malformed(string headers, string reason)
    {
        // arrange
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"tree {_repository.Git("rev-parse", "good-1^{tree}").Trim()}\nparent {_repository.Tip("main")}\n{headers}\n\nmalformed\n");
        var (_, id, _) = _repository.Run(
            ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], Encoding.UTF8.GetBytes(content));
        _repository.Git("update-ref", "refs/heads/feature", Encoding.ASCII.GetString(id).Trim());
        _repository.Commit("main", "newer", ("newer", "1\n"));

        // assert
        await FailsAloneAsync(OutcomeCodes.BadCommit, "A commit cannot be read: ", reason);
    }

    private async Task FailsAloneAsync(OutcomeCode code, string start, string part)
    {
        var run = await new Alignment(_repository).RunAsync("feature", "good-1", "good-2");

        var failed = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.Equal([code.Name], failed.ErrorsDetected);
        Assert.StartsWith(start, failed.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(part, failed.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(
            [("good-1", BranchStatus.Completed), ("good-2", BranchStatus.Completed)],
            run.Branches.Where(branch => branch != failed).Select(branch => (branch.BranchName, branch.Status)));
    }
}
