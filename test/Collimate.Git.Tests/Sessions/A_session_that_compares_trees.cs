using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_session_that_compares_trees
{
    private static readonly ObjectId Missing = ObjectId.Parse(new string('1', 40));

    private static CancellationToken Stop => OpenRepository.Stop;

    [Fact]
    public async Task Names_what_was_added_changed_and_deleted()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("old", ("deleted", "d"), ("dir/changed", "1"), ("same", "s"));
        repository.Commit("new", ("same", "s"), ("dir/changed", "2"), ("added", "a"));
        await using var session = new TreeDiffSession(repository.Context);

        var differences = await session.CompareAsync(repository.Id("old^{tree}"), repository.Id("new^{tree}"), Stop);

        Assert.Equal(
            [
                new TreeDifference(new("added"), null, new("100644", repository.Id("new:added"))),
                new TreeDifference(new("deleted"), new("100644", repository.Id("old:deleted")), null),
                new TreeDifference(new("dir/changed"), new("100644", repository.Id("old:dir/changed")), new("100644", repository.Id("new:dir/changed"))),
            ],
            differences);
    }

    [Fact]
    public async Task Keeps_paths_that_are_not_UTF8_and_tells_links_from_files()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.FastImport(Encoding.ASCII.GetBytes(
            "commit refs/heads/odd\ncommitter A <a@b> 1 +0000\ndata 0\nfrom refs/heads/main^0\n"
            + "M 120000 inline \"caf\\351\"\ndata 1\nx\nM 100755 inline \"a\\tb\\n:c\"\ndata 1\ny\n"));
        await using var session = new TreeDiffSession(repository.Context);

        var differences = await session.CompareAsync(repository.Id("main^{tree}"), repository.Id("odd^{tree}"), Stop);

        Assert.Equal([new ByteText("a\tb\n:c"), new ByteText([(byte)'c', (byte)'a', (byte)'f', 0xE9])], differences.Select(d => d.Path));
        Assert.Equal([true, false], differences.Select(d => d.New!.IsRegularFile));
    }

    [Fact]
    public async Task Starts_no_process_for_equal_trees()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new TreeDiffSession(repository.Context);

        Assert.Empty(await session.CompareAsync(Missing, Missing, Stop));
        Assert.Equal(0, repository.Git.Live.Count);
    }

    [Fact]
    public async Task Gives_each_of_many_callers_its_own_answer()
    {
        using var repository = await OpenRepository.CreateAsync();
        foreach (var i in Enumerable.Range(0, 10))
        {
            repository.Commit($"b{i}", ($"f{i}", "x"));
        }

        var main = repository.Id("main^{tree}");
        var trees = Enumerable.Range(0, 10).Select(i => repository.Id($"b{i}^{{tree}}")).ToArray();
        await using var session = new TreeDiffSession(repository.Context);

        var answers = await Task.WhenAll(trees.Select(tree => Task.Run(() => session.CompareAsync(main, tree, Stop), Stop))).InTimeAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"f{i}"), answers.Select(answer => Assert.Single(answer).Path.ToString()));
    }

    // Git says so on stderr only, and goes on.
    [Theory]
    [InlineData("old")]
    [InlineData("new")]
    [InlineData("both")]
    public async Task Fails_for_a_missing_tree_and_for_this_request_alone(string which)
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("b", ("f", "x"));
        var main = repository.Id("main^{tree}");
        var other = ObjectId.Parse(new string('2', 40));
        await using var session = new TreeDiffSession(repository.Context);

        var failure = await Assert.ThrowsAsync<GitFailedException>(() =>
            session.CompareAsync(which == "new" ? main : Missing, which == "old" ? main : other, Stop).InTimeAsync());

        Assert.Contains(which == "new" ? other.ToString() : Missing.ToString(), failure.Error, StringComparison.Ordinal);
        Assert.Single(await session.CompareAsync(main, repository.Id("b^{tree}"), Stop).InTimeAsync());
    }

    [Fact]
    public async Task Fails_for_a_missing_subtree_and_for_this_request_alone()
    {
        using var repository = await OpenRepository.CreateAsync();
        var store = new LooseObjectStore(repository.Repository.ObjectDirectory, ObjectFormat.Sha1);
        var hollow = store.Write("tree", [.. "40000 d\0"u8, .. Convert.FromHexString(Missing.ToString())]);
        repository.Commit("b", ("f", "x"));
        var main = repository.Id("main^{tree}");
        await using var session = new TreeDiffSession(repository.Context);

        await Assert.ThrowsAsync<GitFailedException>(() => session.CompareAsync(main, hollow, Stop).InTimeAsync());

        Assert.Single(await session.CompareAsync(main, repository.Id("b^{tree}"), Stop).InTimeAsync());
    }

    [Theory]
    [InlineData("exit 9", "ended with 9")]
    [InlineData("echo bogus; exec sleep 1000", "found 'bogus'")]
    [InlineData("read -r mark; printf '%s\\n:one two\\0' \"$question\"; exec sleep 1000", "found ':one two'")]
    [InlineData("read -r mark; printf '%s\\n:100644 100644 zz zz M\\0f\\0' \"$question\"; exec sleep 1000", "not a git object id")]
    [InlineData("read -r mark; printf '%s\\nmark\\n' \"$question\"; exec sleep 1000", "found 'mark'")]
    public async Task Survives_a_git_that_answers_nonsense(string misbehaviour, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("guilty", ("g", "x"));
        repository.Commit("b", ("f", "x"));
        var main = repository.Id("main^{tree}");
        var guilty = repository.Id("guilty^{tree}");
        var session = new TreeDiffSession(repository.Faked(A_read_that_goes_wrong.Guilty(guilty, misbehaviour, end: "\\n")));

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => session.CompareAsync(main, guilty, Stop).InTimeAsync());

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        await session.DisposeAsync().AsTask().InTimeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.CompareAsync(main, guilty, Stop));
    }
}
