using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

/// <summary>With whatever the installed git can do; on one that can nothing more, the ways are one.</summary>
public sealed class Merges_of_trees
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    [Fact]
    public async Task Are_the_same_in_every_way_of_asking()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        var trees = Trees(repository);
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        var found = await FoundAsync(repository);

        // act
        var plain = await MergeAsync(under, found.WithoutShortcuts, objects => trees.Select(objects.Pair));
        var told = await MergeAsync(under, found, objects => trees.Select(objects.Pair));
        var byCommit = await MergeAsync(under, found.WithoutShortcuts, objects =>
            ((string[])["clean", "conflict", "folder"]).Select(branch =>
                objects.Pair(repository.Id("main^{tree}"), repository.Id($"{branch}~1"), repository.Id(branch))));

        // assert
        string[] expected = ["clean", "conflict f Base, Ours, Theirs", "conflict f Base, Ours"];
        Assert.Equal(expected, plain.Select(result => result.StartsWith("clean", StringComparison.Ordinal) ? "clean" : result));
        Assert.Equal(plain, told);
        Assert.Equal(plain, byCommit);
    }

    [Fact]
    public async Task Write_nothing_but_the_result_where_git_is_told_the_base()
    {
        using var repository = await OpenRepository.CreateAsync();
        var trees = Trees(repository)[0];
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        var before = Files(under);

        var told = new TreeMerges(under.Quarantine.Objects, GitCapability.Present).Pair(trees);

        Assert.Equal(new MergePair(trees.Ours, trees.Theirs) { Base = trees.Base }, told);
        Assert.Equal(before, Files(under));
    }

    [Fact]
    public async Task Read_no_history_below_the_base()
    {
        // arrange: what is gone can only be missed by who looks for it
        using var repository = await OpenRepository.CreateAsync();
        var trees = Trees(repository)[0];
        var root = repository.Id("clean~2").ToString();
        repository.Commit("clean", ("g", "1\n"));
        repository.Commit("clean", ("g", "2\n"));
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        var pair = new TreeMerges(under.Quarantine.Objects, GitCapability.Missing).Pair(trees.Ours, repository.Id("clean~1"), repository.Id("clean"));

        // act
        File.Delete(Path.Combine(repository.Repository.ObjectDirectory, root[..2], root[2..]));
        var result = await under.Merges.MergeAsync(pair, new WorkBudget(TimeSpan.FromHours(1)), OpenRepository.Stop).InTimeAsync();

        // assert: g is new on one side and changed on the other
        Assert.IsType<MergeResult.Conflicted>(result);
    }

    [Fact]
    public async Task Fail_in_the_words_of_a_git_that_was_wrongly_believed_to_take_a_base()
    {
        using var repository = await OpenRepository.CreateAsync();
        var trees = Trees(repository)[0];
        await using var under = await LanesUnderTest.StartAsync(repository, 1);

        var result = await under.Merges.MergeAsync(
            new MergePair(trees.Ours, trees.Theirs) { Base = trees.Base }, new WorkBudget(TimeSpan.FromHours(1)), OpenRepository.Stop).InTimeAsync();

        Assert.Equal((await FoundAsync(repository)).Bases == GitCapability.Present, result is MergeResult.Clean);
        Assert.True(result is MergeResult.Clean or MergeResult.Failed { Reason: [_, ..] });
    }

    private static async Task<GitCapabilities> FoundAsync(OpenRepository repository) =>
        (await GitCapabilities.ProbeAsync(repository.Context, repository.Repository.Format, OpenRepository.Stop))!;

    private static async Task<string[]> MergeAsync(LanesUnderTest under, GitCapabilities used, Func<TreeMerges, IEnumerable<MergePair>> pairs)
    {
        var merges = await SandboxMerges.StartAsync(
            under.Lanes, new SandboxMergeOptions(under.Merges.Options.Context, used), under.Repository.Id("main"), OpenRepository.Stop);
        var results = pairs(merges.Trees(under.Quarantine.Objects))
            .Select(pair => merges.MergeAsync(pair, new WorkBudget(TimeSpan.FromHours(1)), OpenRepository.Stop));
        return [.. (await Task.WhenAll(results).InTimeAsync()).Select(Describe)];
    }

    /// <summary>A clean change, one that conflicts, and one that puts a folder where main has a file.</summary>
    private static ThreeTrees[] Trees(OpenRepository repository)
    {
        repository.Commit("main", ("f", Lines));
        var origin = repository.Id("main").ToString();
        foreach (var branch in (string[])["clean", "conflict", "folder"])
        {
            repository.Test.Branch(branch, origin);
        }

        repository.Commit("clean", ("f", Lines + "10\n"));
        repository.Commit("conflict", ("f", "one\n" + Lines[2..]));
        repository.Commit("folder", ("f", null), ("f/inside", "1\n"));
        repository.Commit("main", ("f", "changed\n" + Lines[2..]));
        return [ThreeTreesOf(repository, "clean"), ThreeTreesOf(repository, "conflict"), ThreeTreesOf(repository, "folder")];
    }

    private static ThreeTrees ThreeTreesOf(OpenRepository repository, string branch) =>
        new(repository.Id($"{branch}~1^{{tree}}"), repository.Id("main^{tree}"), repository.Id($"{branch}^{{tree}}"));

    private static int Files(LanesUnderTest under) => Directory.GetFiles(under.Quarantine.Directory, "*", SearchOption.AllDirectories).Length;

    private static string Describe(MergeResult result) => result switch
    {
        MergeResult.Clean clean => $"clean {clean.Tree}",
        MergeResult.Conflicted conflicted => $"conflict {string.Join(' ', conflicted.Paths.Select(path => $"{path.Path} {path.Stages}"))}",
        _ => result.ToString(),
    };
}
