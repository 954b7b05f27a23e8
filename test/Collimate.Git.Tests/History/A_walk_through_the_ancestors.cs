using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.History;

public sealed class A_walk_through_the_ancestors
{
    private static CancellationToken Stop => OpenRepository.Stop;

    [Theory]
    [InlineData(11u)]
    [InlineData(12u)]
    [InlineData(13u)]
    public async Task Answers_as_git_does(uint seed)
    {
        using var repository = await OpenRepository.CreateAsync();
        new RandomHistory(seed).WriteInto(repository);
        var (graph, tips) = await ReadAsync(repository);
        var walk = new AncestryWalk(graph);

        foreach (var from in tips)
        {
            var reached = repository.Test.Git("rev-list", from.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
            Assert.All(tips, commit => Assert.Equal(reached.Contains(commit.ToString()), walk.Reaches(graph.IndexOf(from), graph.IndexOf(commit))));
        }
    }

    [Theory]
    [InlineData(21u)]
    [InlineData(22u)]
    [InlineData(23u)]
    [InlineData(24u)]
    [InlineData(25u)]
    [InlineData(26u)]
    public async Task Finds_what_some_branch_has_not_as_git_does(uint seed)
    {
        using var repository = await OpenRepository.CreateAsync();
        var history = new RandomHistory(seed);
        history.WriteInto(repository);
        var (graph, tips) = await ReadAsync(repository);
        var target = tips[^1];
        var branches = Enumerable.Range(0, 4).Select(_ => tips[history.Next(tips.Length - 1)]).ToArray();
        var reaches = graph.ReachableFrom(target);
        var meetings = branches.Select(branch => graph.Compare(branch, reaches).Meetings).Where(m => m.Count > 0);

        var missing = new AncestryWalk(graph).MissingSomewhere(reaches, meetings).Select(commit => graph[commit].ToString());

        var expected = branches
            .Where(branch => graph.Compare(branch, reaches).Meetings.Count > 0)
            .SelectMany(branch => repository.Test.Git("rev-list", "--no-merges", $"{branch}..{target}").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .DefaultIfEmpty();
        if (meetings.Any())
        {
            Assert.Equal(expected.OfType<string>().Distinct().Order(StringComparer.Ordinal), missing.Order(StringComparer.Ordinal));
        }
    }

    private static async Task<(CommitGraph Graph, ObjectId[] Tips)> ReadAsync(OpenRepository repository)
    {
        var tips = Enumerable.Range(0, RandomHistory.Commits).Select(i => repository.Id($"c{i}")).ToArray();
        return (await CommitGraph.ReadAsync(repository.Context, tips, Stop), tips);
    }
}
