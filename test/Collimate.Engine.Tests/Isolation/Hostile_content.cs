using System.Text;
using Collimate.Engine.Integrating;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Isolation;

public sealed class Hostile_content : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(IntegrationMethod.Objects, "git~1", null)]
    [InlineData(IntegrationMethod.Objects, "..", "object_missing")]
    [InlineData(IntegrationMethod.Worktree, "git~1", "merge_failed")]
    [InlineData(IntegrationMethod.Worktree, "..", "merge_failed")]
    public async Task Is_aligned_or_fails_alone_without_being_acted_upon(IntegrationMethod method, string folder, string? code)
    {
        // arrange: what a tree can say and a checkout must not do
        var canary = _repository.Beside("canary");
        var program = $"#!/bin/sh\ntouch '{canary}'\n";
        var hooks = Tree(("100755", "post-checkout", Blob(program)), ("100755", "post-rewrite", Blob(program)), ("100755", "reference-transaction", Blob(program)));
        var modules = $"[submodule \"a\"]\n\tpath = ../../outside\n\turl = ext::touch% {canary}\n\tupdate = !touch '{canary}'\n";
        var gitDirectory = Tree(("40000", "hooks", hooks));
        var main = Tree(
            ("100644", "README", Blob("the first line\n")), ("100644", "both", Blob("1\n2\n3\n4\n")));
        var feature = Tree(
            ("100644", "README", Blob("the first line\n")), ("100644", "both", Blob("mine\n2\n3\n4\n")),
            ("100644", ".gitmodules", Blob(modules)), ("100644", ".gitattributes", Blob("* filter=evil diff=evil merge=evil\n")),
            ("120000", "link", Blob("/etc/passwd")), ("120000", "out", Blob("../../outside")), ("160000", "a", new string('1', 40)),
            ("40000", ".git", gitDirectory), ("40000", ".GIT", gitDirectory), ("40000", folder, gitDirectory), ("40000", ".git::$INDEX_ALLOCATION", gitDirectory),
            ("100644", "--exec=touch canary", Blob("1\n")), ("100644", "a\u001b]0;b\u0007\u202e", Blob("1\n")));
        Commit("main", main, "main");
        Commit("feature", feature, "main");
        Commit("good", Tree(("100644", "README", Blob("the first line\n")), ("100644", "both", Blob("1\n2\n3\n4\n")), ("100644", "good", Blob("1\n"))), "main");
        Commit("main", Tree(("100644", "README", Blob("the first line\n")), ("100644", "both", Blob("1\n2\n3\ntheirs\n"))), "main");
        _repository.Git("config", "filter.evil.smudge", $"touch '{canary}'; cat");
        _repository.Git("config", "merge.evil.driver", $"touch '{canary}'");
        var outside = Directory.GetFileSystemEntries(Path.GetDirectoryName(_repository.Path)!);

        // act: git fsck complains about such trees, so the proof of the kit cannot be had
        var run = await new Alignment(_repository) { Options = new AlignmentOptions { Integration = new IntegrationOptions { Method = method } } }.Orchestrator.RunAsync(
            _repository.Path, [Branch("feature"), Branch("good")], cancellationToken: TestContext.Current.CancellationToken);

        // assert: git refuses to write it into a private worktree, and to read a path that leads out of the repository
        var hostile = run.Branches.Single(branch => branch.BranchName == "feature");
        Assert.True(code is null ? hostile.ErrorMessage is null : hostile.ErrorsDetected.Contains(code), hostile.ErrorMessage);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "good").Status);
        Assert.Equal(outside, Directory.GetFileSystemEntries(Path.GetDirectoryName(_repository.Path)!));
        Assert.Empty(Directory.GetFiles(Path.Combine(_repository.GitDirectory, "hooks")));
        Assert.Equal(code is null ? "mine\n2\n3\ntheirs\n" : "mine\n2\n3\n4\n", _repository.Show("feature", "both"));
    }

    private string Blob(string content) => Write(content, "hash-object", "-w", "--stdin");

    private string Tree(params (string Mode, string Name, string Id)[] entries) => Write(
        string.Concat(entries.Select(entry => $"{entry.Mode} {TypeOf(entry.Mode)} {entry.Id}\t{entry.Name}\0")), "mktree", "-z", "--missing");

    private void Commit(string branch, string tree, string parent) =>
        _repository.Git("update-ref", $"refs/heads/{branch}", _repository.Git("commit-tree", "-m", branch, "-p", parent, tree).Trim());

    private static string TypeOf(string mode) => mode switch
    {
        "40000" => "tree",
        "160000" => "commit",
        _ => "blob",
    };

    private string Write(string input, params string[] command)
    {
        var (exitCode, output, error) = _repository.Run(command, Encoding.UTF8.GetBytes(input));
        return exitCode == 0 ? Encoding.ASCII.GetString(output).Trim() : throw new InvalidOperationException(error);
    }
}
