using Collimate.TestKit;

namespace Collimate.Engine.Tests.Faults;

/// <summary>A git first in PATH that is the real one, except for one of its commands.</summary>
public sealed class A_git_that_misbehaves : IDisposable
{
    private const string OddPieces = "\"$REAL\" \"$@\" | { head -c 1; head -c 7; dd bs=3 2>/dev/null; }";

    private readonly TestRepository _repository = TestRepository.Create();
    private readonly Dictionary<string, string> _old;

    public A_git_that_misbehaves()
    {
        _repository.Commit("good", "own", ("own", "1\n"));
        _repository.Commit("feature", "own", ("own", "2\n"));
        _repository.Commit("feature", "more", ("more", "2\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        _repository.Git("reset", "--quiet", "--hard");
        _old = new[] { "good", "feature" }.ToDictionary(name => name, _repository.Tip, StringComparer.Ordinal);
    }

    public void Dispose() => _repository.Dispose();

    public static TheoryData<string, string> Misbehaviours
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var command in new[] { "for-each-ref", "rev-list", "cat-file", "merge-tree", "pack-objects", "update-ref" })
            {
                foreach (var deed in new[] { "exit 0", "kill -KILL $$", "printf garbage", "\"$REAL\" \"$@\"; echo 'error: on fire' >&2; exit 0" })
                {
                    all.Add(command, deed);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task Never_makes_a_run_claim_what_is_not_so(string command, string deed)
    {
        // act: the proof of the kit compares what the run says with what moved
        var failure = await Record.ExceptionAsync(async () =>
        {
            var run = await Faked(command, deed).RunAsync("good", "feature").WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            foreach (var branch in run.Branches.Where(branch => branch.Status == BranchStatus.Completed))
            {
                Assert.Equal(branch.BranchName == "good" ? ["own"] : ["more", "own"], _repository.Subjects($"main..{branch.BranchName}"));
                Assert.Equal("1\n", _repository.Show(branch.BranchName, "newer"));
            }
        });

        // assert
        Assert.True(failure is null or AlignmentException, $"{command}: {failure}");
        Assert.All(new[] { "good", "feature" }, branch => Assert.Contains(_old[branch], new[] { _repository.Tip(branch) }.Concat(OldTipsOf(branch))));
    }

    [Theory]
    [InlineData("merge-tree")]
    [InlineData("cat-file")]
    [InlineData("update-ref")]
    [InlineData("for-each-ref")]
    [InlineData("rev-list")]
    [InlineData("diff-tree")]
    public async Task May_split_its_answers_anywhere(string command)
    {
        var run = await Faked(command, OddPieces).RunAsync("good", "feature");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
    }

    [Fact]
    public async Task Hangs_no_longer_than_the_time_of_its_branch()
    {
        // arrange: only merges hang, and only those of the run itself, not the ones that try what git can do
        var alignment = Faked("merge-tree", "input=$(cat); case $input in *" + _repository.Tip("feature") + "*) exec sleep 1000 ;; *) printf '%s\\n' \"$input\" | \"$REAL\" \"$@\" ;; esac");
        alignment.Options = new AlignmentOptions { Orchestration = new OrchestrationOptions { IntegrationTimeout = TimeSpan.FromSeconds(2) } };

        // act
        var run = await alignment.RunAsync("good", "feature").WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(["integration_timeout"], run.Branches.Single(branch => branch.BranchName == "feature").ErrorsDetected);
        Assert.Equal(BranchStatus.Completed, run.Branches.Single(branch => branch.BranchName == "good").Status);
    }

    /// <summary>What the keep refs of its runs hold.</summary>
    private string[] OldTipsOf(string branch) =>
        [.. _repository.Git("for-each-ref", "--format=%(parent)", "refs/collimate/runs").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(tip => tip == _old[branch])];

    private Alignment Faked(string command, string deed) =>
        new Alignment(_repository).WithGit($"REAL=git\ncase $1 in\n{command}) {deed} ;;\n*) exec git \"$@\" ;;\nesac");
}
