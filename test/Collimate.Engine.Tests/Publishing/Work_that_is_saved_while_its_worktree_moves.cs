using Collimate.Engine.Publishing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

/// <summary>With <c>--include-checked-out</c>: git has looked at the files, and before it has written them all somebody saves some.</summary>
public sealed class Work_that_is_saved_while_its_worktree_moves : IDisposable
{
    private const string Saves = "echo mine >README; echo mine >added";

    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string _linked;

    public Work_that_is_saved_while_its_worktree_moves()
    {
        // Where there is a z, git has written all other files when its filter fails.
        _linked = _repository.Beside("linked");
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("README", "newer\n"), ("added", "newer\n"), ("deep/added", "newer\n"), ("other", "1\n"));
        _repository.Git("reset", "--quiet", "--hard");
        _repository.Git("worktree", "add", "--quiet", _linked, "feature");
        _repository.WriteGitFile("info/attributes", "z filter=broken\n");
        _repository.Git("config", "filter.broken.smudge", "false");
        _repository.Git("config", "filter.broken.required", "true");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_kept_where_git_refuses_to_begin()
    {
        await StaysAsync($"{Saves}; exec git \"$@\"");
    }

    [Fact]
    public async Task Is_kept_where_git_stops_in_the_middle()
    {
        _repository.Commit("main", "last", ("z", "1\n"));

        await StaysAsync($"git \"$@\"; code=$?; test $code = 0 || {{ {Saves}; }}; exit $code");
    }

    /// <param name="deed">Instead of the <c>git read-tree</c> that writes.</param>
    private async Task StaysAsync(string deed)
    {
        // arrange
        var tip = _repository.Tip("feature");
        var alignment = new Alignment(_repository)
        {
            Options = new AlignmentOptions { CheckedOut = CheckedOutBranches.Include },
            CheckoutsMovedByOthers = { _linked },
        }.WithGit($"case \"$1 $2\" in\n'read-tree -m') {deed} ;;\n*) exec git \"$@\" ;;\nesac");

        // act
        var run = await alignment.RunAsync("feature");

        // assert: what git wrote is gone, what was saved is not, and the message names it
        var result = Assert.Single(run.Branches);
        Assert.Equal(["worktree_move_failed"], result.ErrorsDetected);
        Assert.EndsWith("; now it has changes that are not committed in README; now it has files that are not under version control: added", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(tip, _repository.Tip("feature"));
        Assert.Equal(" M README\n?? added\n", _repository.Git("-C", _linked, "status", "--porcelain"));
        Assert.Equal(("mine\n", "mine\n"), (await ReadAsync("README"), await ReadAsync("added")));
        Assert.False(Directory.Exists(Path.Combine(_linked, "deep")));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_linked, file), Stop);
}
