using System.Text;
using Collimate.Git.References;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.References;

public sealed class A_snapshot_of_references
{
    [Fact]
    public async Task Has_branches_and_our_own_references_and_nothing_else()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Branch("topic", "main");
        repository.Test.Git("update-ref", "refs/collimate/runs/r", "main");
        repository.Test.Git("tag", "v1");
        repository.Test.Git("update-ref", "refs/remotes/origin/x", "main");

        var snapshot = await ReadAsync(repository);

        Assert.Equal(["refs/collimate/runs/r", "refs/heads/main", "refs/heads/topic"], snapshot.All.Select(r => r.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(new Reference(ReferenceName.Branch("topic"), repository.Id("main"), null), snapshot.Find(ReferenceName.Branch("topic")));
        Assert.Null(snapshot.Find(ReferenceName.Branch("none")));
    }

    [Fact]
    public async Task Says_which_reference_only_points_at_another()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        repository.Test.Git("symbolic-ref", "refs/heads/dangling", "refs/heads/none");

        var snapshot = await ReadAsync(repository);

        Assert.Equal(ReferenceName.Branch("main"), snapshot.Find(ReferenceName.Branch("alias"))?.SymbolicTarget);
        Assert.Null(snapshot.Find(ReferenceName.Branch("dangling")));
        Assert.False(snapshot.IsBroken(ReferenceName.Branch("dangling")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id\n")]
    public async Task Tells_a_broken_reference_from_a_missing_one_and_keeps_the_others(string content)
    {
        using var repository = await OpenRepository.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(repository.Repository.CommonDirectory, "refs/heads/größe"), content, OpenRepository.Stop);

        var snapshot = await ReadAsync(repository);

        Assert.True(snapshot.IsBroken(ReferenceName.Branch("größe")));
        Assert.Null(snapshot.Find(ReferenceName.Branch("größe")));
        Assert.False(snapshot.IsBroken(ReferenceName.Branch("none")));
        Assert.NotNull(snapshot.Find(ReferenceName.Branch("main")));
    }

    [Fact]
    public async Task Keeps_names_that_are_not_UTF8()
    {
        using var repository = await OpenRepository.CreateAsync();
        byte[] name = [.. "refs/heads/caf"u8, 0xE9];
        repository.Test.Run(["update-ref", "--stdin", "-z"], [.. "create "u8, .. name, 0, .. Encoding.ASCII.GetBytes(repository.Id("main").ToString()), 0]);

        var snapshot = await ReadAsync(repository);

        Assert.Equal(repository.Id("main"), snapshot.Find(new ReferenceName(new ByteText(name)))?.Target);
        Assert.Null(snapshot.Find(ReferenceName.Branch("café")));
    }

    // .NET cannot name such a file, so git writes the complaint that it would have about one.
    [Fact]
    public async Task Recognises_a_broken_name_that_is_not_UTF8()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("printf 'warning: ignoring broken ref refs/heads/caf\\351\\n' >&2");

        var snapshot = await ReferenceSnapshot.ReadAsync(context, OpenRepository.Stop);

        Assert.True(snapshot.IsBroken(new ReferenceName(new ByteText([.. "refs/heads/caf"u8, 0xE9]))));
    }

    [Fact]
    public async Task Does_not_open_the_objects()
    {
        using var repository = await OpenRepository.CreateAsync();
        var damaged = repository.Commit("damaged", ("f", "x")).ToString();
        File.Delete(Path.Combine(repository.Repository.ObjectDirectory, damaged[..2], damaged[2..]));

        var snapshot = await ReadAsync(repository);

        Assert.Equal(damaged, snapshot.Find(ReferenceName.Branch("damaged"))?.Target.ToString());
        Assert.NotNull(snapshot.Find(ReferenceName.Branch("main")));
    }

    [Fact]
    public async Task Fails_with_the_words_of_git()
    {
        using var repository = await OpenRepository.CreateAsync();

        var failure = await Assert.ThrowsAsync<GitFailedException>(() =>
            ReferenceSnapshot.ReadAsync(repository.Faked("echo 'fatal: no' >&2; exit 128"), OpenRepository.Stop));

        Assert.Equal("git for-each-ref ended with 128: fatal: no", failure.Message);
    }

    private static Task<ReferenceSnapshot> ReadAsync(OpenRepository repository) => ReferenceSnapshot.ReadAsync(repository.Context, OpenRepository.Stop);
}
