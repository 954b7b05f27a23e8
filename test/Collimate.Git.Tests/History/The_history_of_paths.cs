using Collimate.Git.History;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;
using Collimate.TestKit;

namespace Collimate.Git.Tests.History;

public sealed class The_history_of_paths
{
    [Fact]
    public async Task Tells_which_of_them_each_commit_touches()
    {
        // arrange: a path that looks like the answer, one that is not UTF-8, and one that nobody wants
        using var repository = await OpenRepository.CreateAsync();
        var root = repository.Id("main");
        var added = repository.Commit("main", ("A", "1"), ("\"caf\\351\"", "1"), ("unwanted", "1"));
        var harmless = repository.Commit("main", ("unwanted", "2"));
        new Collimate.TestKit.History(repository.Test).Commit("main", "moved", FileChange.Rename("A", "B")).Import();
        var moved = repository.Id("main");
        await using var history = new PathHistory(repository.Context, new HashSet<string> { "A", "B", "café", "README", root.ToString() }, new KnownPaths());

        // act
        var touched = await history.ReadAsync([moved, harmless, added, root], OpenRepository.Stop);

        // assert
        Assert.Equal([moved, added, root], touched.Keys);
        Assert.Equal(["A", "B"], touched[moved].Order(StringComparer.Ordinal));
        Assert.Equal(["A", "café"], touched[added].Order(StringComparer.Ordinal));
        Assert.Equal(["README"], touched[root]);
    }

    [Fact]
    public async Task Is_refused_when_git_says_something_else()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var history = new PathHistory(repository.Faked("printf 'no id\\0'; echo words >&2"), new HashSet<string>(), new KnownPaths());

        await Assert.ThrowsAsync<GitFailedException>(() => history.ReadAsync([repository.Id("main")], OpenRepository.Stop));
    }
}
