using Collimate.Git.History;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.History;

public sealed class Known_paths
{
    [Fact]
    public async Task Are_what_the_history_of_paths_asks_first_and_learns()
    {
        // arrange: what is known of one commit is not what git would say
        using var repository = await OpenRepository.CreateAsync();
        var first = repository.Commit("main", ("a", "1"), ("b", "1"));
        var second = repository.Commit("main", ("a", "2"));
        var known = new KnownPaths();
        known.Add(first, ["a", "remembered"]);
        await using var history = new PathHistory(repository.Context, new HashSet<string> { "remembered", "a" }, known);

        // act
        var touched = await history.ReadAsync([second, first], OpenRepository.Stop);

        // assert
        Assert.Equal(["a", "remembered"], touched[first]);
        Assert.Equal(["a"], touched[second]);
        Assert.True(known.TryFind(second, out var learned));
        Assert.Equal(["a"], learned);
    }

    [Fact]
    public async Task Start_no_process_when_nothing_is_left_to_ask()
    {
        using var repository = await OpenRepository.CreateAsync();
        var known = new KnownPaths();
        known.Add(repository.Id("main"), ["README"]);
        await using var history = new PathHistory(repository.Faked("echo words >&2; exit 1"), new HashSet<string> { "README" }, known);

        var touched = await history.ReadAsync([repository.Id("main")], OpenRepository.Stop);

        Assert.Equal(["README"], touched[repository.Id("main")]);
    }

    [Fact]
    public async Task Keep_a_bounded_part_of_what_they_are_told()
    {
        using var repository = await OpenRepository.CreateAsync();
        var (small, large, next) = (repository.Id("main"), repository.Commit("main", ("a", "1")), repository.Commit("main", ("a", "2")));
        var known = new KnownPaths();

        known.Add(small, ["README"]);
        known.Add(large, [.. Enumerable.Repeat("a", 250_000)]);
        known.Add(next, ["a"]);

        Assert.True(known.TryFind(small, out _));
        Assert.False(known.TryFind(large, out _));
        Assert.True(known.TryFind(next, out _));
    }
}
