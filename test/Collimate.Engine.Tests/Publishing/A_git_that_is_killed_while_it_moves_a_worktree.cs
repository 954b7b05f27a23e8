using Collimate.Engine.Publishing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Publishing;

/// <summary>With <c>--include-checked-out</c>: the files have moved, and git dies with the locks of the branch and of HEAD.</summary>
public sealed class A_git_that_is_killed_while_it_moves_a_worktree : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string _linked;

    public A_git_that_is_killed_while_it_moves_a_worktree()
    {
        _linked = _repository.Beside("linked");
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        _repository.Git("worktree", "add", "--quiet", _linked, "feature");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_asked_again_when_the_files_are_back_and_leaves_no_lock()
    {
        var run = await Faked("exec git \"$@\"").RunAsync("feature");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(["own", "newer", "first"], _repository.Subjects("feature"));
        Assert.Equal("", _repository.Git("-C", _linked, "status", "--porcelain"));
        Assert.Empty(Locks());
    }

    [Fact]
    public async Task Is_not_asked_again_when_the_files_stay_which_the_message_says()
    {
        // arrange
        var tip = _repository.Tip("feature");
        var alignment = Faked("echo no way back >&2; exit 1");
        alignment.CheckoutsMovedByOthers.Add(_linked);

        // act
        var run = await alignment.RunAsync("feature");

        // assert
        var result = Assert.Single(run.Branches);
        Assert.Equal(["worktree_move_failed"], result.ErrorsDetected);
        Assert.Equal(
            $"The worktree of branch 'feature' at {_linked} has the files of the new tip, which the branch does not have: no way back; now it has changes that are not committed in newer",
            result.ErrorMessage);
        Assert.Equal(tip, _repository.Tip("feature"));
        Assert.Equal("A  newer\n", _repository.Git("-C", _linked, "status", "--porcelain"));
        Assert.Empty(Locks());
    }

    /// <param name="afterwards">What git does about files when it has been killed once.</param>
    private Alignment Faked(string afterwards)
    {
        var transaction = _repository.Beside("transaction");
        return new Alignment(_repository)
        {
            Options = new AlignmentOptions { CheckedOut = CheckedOutBranches.Include, Orchestration = new OrchestrationOptions { MaxConcurrentGitOps = 1 } },
        }.WithGit($$"""
            case "$1 $2" in
            'update-ref -m') echo $$ >{{transaction}}; exec git "$@" ;;
            'read-tree -m') if mkdir {{_repository.Beside("once")}} 2>/dev/null; then git "$@"; kill -KILL $(cat {{transaction}}); else {{afterwards}}; fi ;;
            *) exec git "$@" ;;
            esac
            """);
    }

    private string[] Locks() => Directory.GetFiles(_repository.GitDirectory, "*.lock", SearchOption.AllDirectories);
}
