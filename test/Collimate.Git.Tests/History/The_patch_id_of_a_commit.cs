using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Git.Tests.History;

/// <summary>For every pair of commits, our equality is that of <c>git rev-list --cherry-mark</c>.</summary>
public sealed class The_patch_id_of_a_commit
{
    private const string Lines = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";

    private static readonly byte[] Zero = [0, 1, 2];
    private static readonly byte[] One = [0, 1, 3];

    private static CancellationToken Stop => OpenRepository.Stop;

    [Fact]
    public async Task Is_equal_for_exactly_the_commits_that_git_takes_for_the_same_change()
    {
        using var repository = await OpenRepository.CreateAsync();
        var names = Make(repository);
        var ids = names.Select(repository.Id).ToArray();
        await using var session = PatchId.Open(repository.Context);
        await using var paths = TouchedPaths.Open(repository.Context);

        var patches = await PatchId.ReadAsync(session, ids, Stop);
        var touched = await TouchedPaths.ReadAsync(paths, ids, known: null, Stop);

        var equal = 0;
        foreach (var (left, right) in from left in ids from right in ids where left.CompareTo(right) < 0 select (left, right))
        {
            var git = AreTwins(repository, left, right);
            equal += git ? 1 : 0;
            var ours = touched[left].Names == touched[right].Names && patches[left].Value == patches[right].Value;
            Assert.True(git || touched[left].Versions != touched[right].Versions);
            Assert.True(git == ours, $"{Subject(repository, left)} | {Subject(repository, right)}: git says {git}");
        }

        Assert.True(equal >= 8, $"only {equal} pairs are equal, which proves too little");
    }

    [Fact]
    public async Task Is_missing_for_a_commit_that_git_cannot_read_and_for_no_other()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("one", ("one", "1\n"));
        repository.Commit("two", ("two", "2\n"));
        repository.Commit("three", ("three", "3\n"));
        System.IO.File.Delete(repository.Test.LooseObject(repository.Test.Git("rev-parse", "two:two").Trim()));
        await using var session = PatchId.Open(repository.Context);

        var patches = await PatchId.ReadAsync(session, [repository.Id("one"), repository.Id("two"), repository.Id("three")], Stop);

        Assert.Equal(new[] { repository.Id("one"), repository.Id("three") }.Order(), patches.Keys.Order());
    }

    [Fact]
    public async Task Is_there_for_the_others_however_many_git_cannot_read_up_to_sixty()
    {
        // arrange: every second one of 120 lacks a file
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", "fastimport.unpackLimit", "100000");
        string[] names = [.. Enumerable.Range(0, 120).Select(i => $"branch-{i:000}")];
        var history = new TestKit.History(repository.Test);
        foreach (var name in names)
        {
            history.Start(name, "main").Commit(name, "own", File(name, $"{name}\n"));
        }

        history.Import();
        foreach (var name in names.Where((_, i) => i % 2 == 1))
        {
            System.IO.File.Delete(repository.Test.LooseObject(repository.Test.Git("rev-parse", $"{name}:{name}").Trim()));
        }

        ObjectId[] commits = [.. names.Select(name => repository.Id(name))];
        await using var session = PatchId.Open(repository.Context);

        // act
        var patches = await PatchId.ReadAsync(session, commits, Stop);

        // assert
        Assert.Equal(commits.Where((_, i) => i % 2 == 0).Order(), patches.Keys.Order());
    }

    [Fact]
    public async Task Is_not_taken_for_missing_where_git_cannot_be_started()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("one", ("one", "1\n"));
        var folder = Directory.CreateDirectory(Path.Combine(repository.Home, "bin")).FullName;
        System.IO.File.Copy("/bin/true", Path.Combine(folder, "git"));
        using var git = GitInstallation.Find(new GitEnvironment(new Dictionary<string, string> { ["PATH"] = folder }), maxConcurrentProcesses: 4);
        System.IO.File.Delete(Path.Combine(folder, "git"));
        await using var session = PatchId.Open(repository.Context with { Git = git });

        await Assert.ThrowsAsync<GitNotStartedException>(() => PatchId.ReadAsync(session, [repository.Id("one")], Stop));
    }

    /// <summary>Branches with one commit each on three different bases; many make the same change.</summary>
    private static List<string> Make(OpenRepository repository)
    {
        var history = new TestKit.History(repository.Test)
            .Commit("main", "base", File("text", Lines), File("b c", Lines), File("bin", Zero), Link("link", "text"), File("old", "1\n"))
            .Commit("shifted", "base", File("text", "x\n" + Lines), File("b c", Lines), File("bin", Zero), Link("link", "text"), File("old", "1\n"));
        var names = new List<string>();
        (string Name, FileChange[] Changes)[] commits =
        [
            ("line", [File("text", Lines.Replace("f", "F", StringComparison.Ordinal))]),
            ("line with spaces", [File("text", Lines.Replace("f", " F\t", StringComparison.Ordinal))]),
            ("other line", [File("text", Lines.Replace("f", "G", StringComparison.Ordinal))]),
            ("line and mode", [Executable("text", Lines.Replace("f", "F", StringComparison.Ordinal))]),
            ("mode", [Executable("text", Lines)]),
            ("end of file", [File("text", Lines.TrimEnd('\n'))]),
            ("dashes", [File("text", Lines.Replace("f\n", "-- f\n++ f\n", StringComparison.Ordinal))]),
            ("two files", [File("text", Lines + "z\n"), File("b c", Lines + "z\n")]),
            ("binary", [File("bin", One)]),
            ("binary that was text", [File("text", One)]),
            ("link", [Link("link", "b c")]),
            ("link becomes a file", [File("link", "text\n")]),
            ("new empty file", [File("empty", "")]),
            ("new file", [File("new", "1\n")]),
            ("new script", [Executable("new", "1\n")]),
            ("deleted", [Delete("old")]),
            ("renamed", [Rename("old", "newer")]),
        ];
        foreach (var (name, changes) in commits)
        {
            foreach (var start in new[] { "main", "shifted" })
            {
                var branch = $"{start}-{names.Count}";
                history.Start(branch, start).Commit(branch, $"{name} on {start}", start == "shifted" ? [.. changes.Select(Shifted)] : changes);
                names.Add(branch);
            }
        }

        history.Import();
        return names;
    }

    /// <summary>The same change where the file has one more line at its beginning.</summary>
    private static FileChange Shifted(FileChange change) =>
        change is { Path: "text", Content: { } content, Mode: var mode } && content != One
            ? mode == "100755" ? Executable("text", "x\n" + System.Text.Encoding.UTF8.GetString(content)) : File("text", [.. "x\n"u8, .. content])
            : change;

    /// <summary>Asks git with both commits as the only ones on their sides.</summary>
    private static bool AreTwins(OpenRepository repository, ObjectId left, ObjectId right)
    {
        var marks = repository.Test.Git(
            "rev-list", "--cherry-mark", "--left-right", $"{left}...{right}", $"^{left}^", $"^{right}^");
        return marks.Contains($"={left}", StringComparison.Ordinal);
    }

    private static string Subject(OpenRepository repository, ObjectId commit) => repository.Test.Git("log", "-1", "--format=%s", commit.ToString()).Trim();
}
