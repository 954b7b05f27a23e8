using System.Text;
using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.History;

public sealed class The_graph_of_a_history
{
    private static CancellationToken Stop => OpenRepository.Stop;

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(5u)]
    [InlineData(6u)]
    public async Task Answers_as_git_does_for_random_histories(uint seed)
    {
        using var repository = await OpenRepository.CreateAsync();
        var history = new RandomHistory(seed);
        history.WriteInto(repository);
        var tips = Enumerable.Range(0, RandomHistory.Commits).Select(i => repository.Id($"c{i}")).ToArray();
        var graph = await CommitGraph.ReadAsync(repository.Context, tips, Stop);

        for (var pair = 0; pair < 12; pair++)
        {
            CompareWithGit(repository, graph, tips[history.Next(tips.Length)], tips[history.Next(tips.Length)]);
        }

        Assert.Equal(RandomHistory.Commits, graph.Count);
    }

    [Fact]
    public async Task Sees_both_meetings_of_a_criss_cross()
    {
        using var repository = await OpenRepository.CreateAsync();
        var left = repository.Commit("left", ("l", "1"));
        var right = repository.Commit("right", ("r", "1"));
        foreach (var (branch, other) in new[] { ("left", right), ("right", left) })
        {
            repository.Test.FastImport(Encoding.ASCII.GetBytes(
                $"commit refs/heads/{branch}\ncommitter A <a@b> 1 +0000\ndata 0\nfrom refs/heads/{branch}^0\nmerge {other}\n"));
        }

        var graph = await CommitGraph.ReadAsync(repository.Context, [repository.Id("left"), repository.Id("right")], Stop);

        var divergence = graph.Compare(repository.Id("left"), graph.ReachableFrom(repository.Id("right")));
        Assert.Equal(new[] { left, right }.Order(), divergence.Meetings.Order());
        Assert.True(divergence.HasMerges);
        Assert.Equal([repository.Id("left")], divergence.OwnCommits);
    }

    [Fact]
    public async Task Has_nothing_of_its_own_for_a_branch_that_the_target_contains()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Branch("old", "main");
        repository.Commit("main", ("f", "x"));
        var graph = await CommitGraph.ReadAsync(repository.Context, [repository.Id("main")], Stop);

        var divergence = graph.Compare(repository.Id("old"), graph.ReachableFrom(repository.Id("main")));

        Assert.Empty(divergence.OwnCommits);
        Assert.False(divergence.HasMerges);
        Assert.Equal([repository.Id("old")], divergence.Meetings);
    }

    [Fact]
    public async Task Ends_at_the_boundary_of_a_shallow_clone()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("main", ("f", "x"));
        var shallow = Path.Combine(repository.Home, "shallow");
        repository.Test.Git("clone", "--quiet", "--depth=1", $"file://{repository.Test.Path}", shallow);
        var found = await Collimate.Git.Repository.GitRepository.DiscoverAsync(repository.Git, shallow, Stop);

        var graph = await CommitGraph.ReadAsync(found.Context, [repository.Id("main")], Stop);

        Assert.Equal(1, graph.Count);
        Assert.Empty(graph.ParentsOf(0).ToArray());
    }

    [Fact]
    public async Task Is_empty_without_tips()
    {
        using var repository = await OpenRepository.CreateAsync();

        var graph = await CommitGraph.ReadAsync(repository.Faked("exit 1"), [], Stop);

        Assert.Equal(0, graph.Count);
        Assert.False(graph.Contains(repository.Id("main")));
    }

    [Fact]
    public async Task Is_refused_when_a_commit_is_missing()
    {
        using var repository = await OpenRepository.CreateAsync();
        var first = repository.Id("main").ToString();
        var second = repository.Commit("main", ("f", "x"));
        File.Delete(Path.Combine(repository.Repository.ObjectDirectory, first[..2], first[2..]));

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => CommitGraph.ReadAsync(repository.Context, [second], Stop));

        Assert.Equal("rev-list", failure.Command);
    }

    [Fact]
    public void Refuses_lines_that_are_no_ids() => Assert.Throws<FormatException>(() => CommitGraph.Parse("one two\n"u8));

    private static void CompareWithGit(OpenRepository repository, CommitGraph graph, ObjectId branch, ObjectId target)
    {
        var divergence = graph.Compare(branch, graph.ReachableFrom(target));

        var own = Lines(repository, "rev-list", "--topo-order", $"{target}..{branch}");
        Assert.Equal(own.Order(StringComparer.Ordinal), divergence.OwnCommits.Select(id => id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(Lines(repository, "rev-list", "--merges", $"{target}..{branch}").Length > 0, divergence.HasMerges);
        Assert.Equal(repository.Test.Run(["merge-base", branch.ToString(), target.ToString()], []).ExitCode == 0, divergence.Meetings.Count > 0);
        var isAligned = repository.Test.Run(["merge-base", "--is-ancestor", target.ToString(), branch.ToString()], []).ExitCode == 0;
        Assert.Equal(isAligned, graph.ReachableFrom(branch)[graph.IndexOf(target)]);
        Assert.All(divergence.OwnCommits.Index(), commit => Assert.All(
            graph.ParentsOf(graph.IndexOf(commit.Item)).ToArray(),
            parent => Assert.DoesNotContain(graph[parent], divergence.OwnCommits.Skip(commit.Index))));
    }

    private static string[] Lines(OpenRepository repository, params string[] arguments) =>
        repository.Test.Git(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
