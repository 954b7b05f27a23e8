using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Faults;

/// <summary>Clones as git makes them.</summary>
public sealed class A_clone_with_less_than_everything : IDisposable
{
    private readonly TestRepository _origin = TestRepository.Create();

    public A_clone_with_less_than_everything()
    {
        foreach (var subject in new[] { "one", "two", "three" })
        {
            _origin.Commit("far", subject, (subject, "1\n"));
        }

        _origin.Commit("main", "a file", ("both", "1\n2\n3\n4\n5\n"));
        _origin.Commit("needs-more", "own", ("both", "mine\n2\n3\n4\n5\n"));
        _origin.Commit("main", "newer", ("both", "1\n2\n3\n4\ntheirs\n"));
        _origin.Branch("behind", "main");
        _origin.Commit("near", "own", ("own", "1\n"));
        _origin.Commit("main", "newest", ("newest", "1\n"));
        _origin.Git("config", "uploadpack.allowFilter", "true");
    }

    public void Dispose() => _origin.Dispose();

    [Fact]
    public async Task That_is_shallow_aligns_what_it_can()
    {
        using var clone = Clone("--depth=2", "--no-single-branch");

        var run = await new Alignment(clone).RunAsync("far", "near");

        Assert.Equal(["shallow_boundary"], run.Branches.Single(branch => branch.BranchName == "far").ErrorsDetected);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "near").Status);
        Assert.Equal(["own"], clone.Subjects("main..near"));
    }

    [Fact]
    public async Task That_is_partial_fetches_nothing_and_aligns_what_it_can()
    {
        // arrange: a fetch would say so in the trace
        using var clone = Clone("--filter=blob:none", "--no-checkout");
        var asked = clone.Beside("asked");
        clone.Git("config", "remote.origin.uploadpack", $"touch '{asked}'; git-upload-pack");
        var before = clone.Tip("needs-more");

        // act: the proof of the kit runs git fsck, which would fetch
        var run = await new Alignment(clone).Orchestrator.RunAsync(
            clone.Path, [Branch("needs-more"), Branch("behind")], cancellationToken: TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(["object_not_fetched"], run.Branches.Single(branch => branch.BranchName == "needs-more").ErrorsDetected);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "behind").Status);
        Assert.Equal((before, clone.Tip("main")), (clone.Tip("needs-more"), clone.Tip("behind")));
        Assert.False(File.Exists(asked));
    }

    [Fact]
    public async Task That_borrows_objects_leaves_the_lender_alone()
    {
        using var clone = Clone("--shared");
        var before = RepositoryState.Of(_origin);
        var objects = _origin.Git("count-objects", "-v");

        var run = await new Alignment(clone).RunAsync("needs-more", "near");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(objects, _origin.Git("count-objects", "-v"));
        Assert.Equal(before.References, RepositoryState.Of(_origin).References);
    }

    [Fact]
    public async Task That_is_empty_has_no_branches_and_no_targets()
    {
        using var clone = Clone();
        foreach (var reference in clone.Git("for-each-ref", "--format=%(refname)").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            clone.Git("update-ref", "--no-deref", "-d", reference);
        }

        var run = await new Alignment(clone).Orchestrator.RunAsync(
            clone.Path, [Branch("near")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["branch_missing"], Assert.Single(run.Branches).ErrorsDetected);
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
    }

    /// <summary>With all branches of the origin as its own.</summary>
    private TestRepository Clone(params string[] how)
    {
        var clone = _origin.Clone(how);
        foreach (var branch in new[] { "far", "needs-more", "near", "behind" })
        {
            clone.Git("update-ref", $"refs/heads/{branch}", $"refs/remotes/origin/{branch}");
        }

        return clone;
    }
}
