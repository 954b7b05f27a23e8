using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

public sealed class The_configuration_of_a_hostile_repository
{
    private static readonly string[] Programs =
    [
        "core.fsmonitor", "core.sshCommand", "core.editor", "core.pager", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
        "sequence.editor", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
        "gpg.program", "gpg.ssh.program", "credential.helper", "interactive.diffFilter", "uploadpack.packObjectsHook", "gc.recentObjectsHook",
        "remote.origin.uploadpack", "remote.origin.receivepack", "trailer.evil.command", "pager.rev-list", "pager.for-each-ref", "pager.merge-tree",
    ];

    // Git prefers its own commands, so these can only be reached by who asks for something that git does not have.
    private static readonly string[] Aliases = ["merge-tree", "update-ref", "for-each-ref", "rev-list", "cat-file", "pack-objects", "rev-parse"];

    [Fact]
    public async Task Starts_no_program()
    {
        // arrange
        using var repository = TestRepository.Create();
        var canary = repository.Beside("canary");
        repository.WriteHook("evil", $"echo \"$0 $*\" >> '{canary}'; exit 1", repository.Beside("programs"));
        var evil = Path.Combine(repository.Beside("programs"), "evil");
        repository.WriteGitFile("info/attributes", "* filter=evil diff=evil\n");
        repository.Commit("conflicting", "change", ("README", "mine\n"));
        repository.Commit("feature", "own", ("own", "1\n"));
        repository.Commit("main", "newer", ("newer", "1\n"), ("README", "theirs\n"));
        foreach (var (key, value) in Programs.Select(key => (key, evil))
            .Concat(Aliases.Select(alias => ($"alias.{alias}", "!" + evil)))
            .Concat([("merge.renormalize", "true"), ("gc.auto", "1"), ("protocol.ext.allow", "always"), ("remote.origin.url", $"ext::{evil}"), ("remote.origin.promisor", "true"), ("extensions.partialClone", "origin"), ("core.repositoryFormatVersion", "1")]))
        {
            repository.Git("config", key, value);
        }

        repository.Run(["status"], []);
        Assert.True(File.Exists(canary), "the programs do not even start where git starts them");
        File.Delete(canary);

        // act: the proof of the kit starts git as a person would
        var run = await new Alignment(repository).Orchestrator.RunAsync(
            repository.Path, [Input.Branch("feature"), Input.Branch("conflicting")], cancellationToken: TestContext.Current.CancellationToken);

        // assert
        Assert.False(File.Exists(canary), File.Exists(canary) ? await File.ReadAllTextAsync(canary, TestContext.Current.CancellationToken) : "");
        Assert.Equal((1, 1), (run.Successful, run.Failed));
    }
}
