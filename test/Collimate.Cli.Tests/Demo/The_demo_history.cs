using Collimate.Cli.Demo;

namespace Collimate.Cli.Tests.Demo;

public sealed class The_demo_history(DemoRepository repository) : IClassFixture<DemoRepository>
{
    private readonly SealedGit _git = repository.Git;

    [Fact]
    public async Task Passes_the_strict_check_of_git()
    {
        var check = await _git.RunAsync("fsck", "--strict", "--no-dangling", "--no-progress");

        Assert.Equal(new GitAnswer(0, "", ""), check);
    }

    [Fact]
    public async Task Has_three_primary_branches_and_fifty_others()
    {
        var history = repository.History;

        var branches = (await _git.AskAsync("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")).Split('\n');

        Assert.Equal(["main", "scientific", "orchestration-tools"], history.Primaries);
        Assert.Equal(50, history.Branches.Count);
        Assert.Equal(
            history.Primaries.Concat(history.Branches.Select(branch => branch.Name)).Order(StringComparer.Ordinal),
            branches.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Has_the_same_object_ids_each_time()
    {
        var second = await repository.ImportAsync("second");

        Assert.Equal(await _git.AskAsync("for-each-ref"), await second.AskAsync("for-each-ref"));
    }

    [Fact]
    public async Task Ticks_a_minute_per_commit_from_a_fixed_date()
    {
        var dates = (await _git.AskAsync("log", "--branches", "--format=%ct")).Split('\n').Select(long.Parse).Order().ToList();

        Assert.Equal(new DateTimeOffset(2025, 3, 3, 9, 1, 0, TimeSpan.Zero).ToUnixTimeSeconds(), dates[0]);
        Assert.All(dates.Zip(dates.Skip(1)), pair => Assert.Equal(60, pair.Second - pair.First));
    }

    [Fact]
    public async Task Invents_all_its_people()
    {
        var addresses = (await _git.AskAsync("log", "--branches", "--format=%ae%n%ce")).Split('\n').Distinct(StringComparer.Ordinal);

        Assert.All(addresses, address => Assert.EndsWith("example.com", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_refused_by_git_when_it_was_cut_short()
    {
        var empty = await repository.CreateEmptyAsync("cut-short");

        var cut = DemoRepository.StreamOf(repository.History).AsMemory()[..^"done\n".Length];
        var import = await empty.RunAsync(["fast-import", "--quiet"], cut);

        Assert.NotEqual(0, import.ExitCode);
        Assert.Contains("stream ends early", import.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_opens_a_circuit_breaker()
    {
        foreach (var group in repository.History.Branches.GroupBy(branch => branch.Target))
        {
            var failed = group.Count(branch => branch.Expected == DemoExpectation.Conflicts);

            Assert.False(failed >= 5 && failed * 100 >= 50 * group.Count(), $"{failed} of {group.Count()} fail in '{group.Key}'");
            Assert.InRange(failed, 1, 4);
        }
    }

    [Fact]
    public void Mixes_its_expectations()
    {
        var counts = repository.History.Branches.CountBy(branch => branch.Expected).ToDictionary();

        Assert.Equal(36, counts[DemoExpectation.Aligns]);
        Assert.Equal(3, counts[DemoExpectation.FastForwards]);
        Assert.Equal(3, counts[DemoExpectation.AlreadyAligned]);
        Assert.Equal(8, counts[DemoExpectation.Conflicts]);
    }
}
