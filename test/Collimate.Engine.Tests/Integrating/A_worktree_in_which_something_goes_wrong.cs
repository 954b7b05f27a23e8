using System.Globalization;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_worktree_in_which_something_goes_wrong : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TestRepository _repository = TestRepository.Create();

    private string Canary => _repository.Beside("canary");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Is_replaced_after_its_git_was_killed()
    {
        // arrange: one worktree for all; a killed rebase leaves its locks
        MakeBranches("kill -9 $PPID");

        // act
        var branches = await RunAsync(new Alignment(_repository), CancellationToken.None);

        // assert
        Assert.Equal(["merge_failed"], branches[0].ErrorsDetected);
        Assert.Contains("git ended with 137", branches[0].ErrorMessage, StringComparison.Ordinal);
        Assert.All(branches.Skip(1), branch => Assert.Equal(BranchStatus.Completed, branch.Status));
    }

    [Fact]
    public async Task Ends_with_all_its_processes_when_the_time_is_over_and_the_others_go_on()
    {
        // arrange
        MakeBranches($"(echo $$ >'{Canary}.new'; mv '{Canary}.new' '{Canary}'; exec sleep 600)");
        var time = new FakeTime();
        var advancing = WhenDriverRunsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(61));
            return Task.CompletedTask;
        });

        // act
        var branches = await RunAsync(new Alignment(_repository) { Time = time }, CancellationToken.None);
        await advancing;

        // assert
        Assert.Equal(["integration_timeout"], branches[0].ErrorsDetected);
        Assert.All(branches.Skip(1), branch => Assert.Equal(BranchStatus.Completed, branch.Status));
        await IsDeadAsync();
    }

    [Fact]
    public async Task Is_gone_when_the_run_was_cancelled()
    {
        // arrange
        MakeBranches($"(echo $$ >'{Canary}.new'; mv '{Canary}.new' '{Canary}'; exec sleep 600)");
        using var cancellation = new CancellationTokenSource();
        var cancelling = WhenDriverRunsAsync(cancellation.CancelAsync);

        // act: the run itself proves that nothing is left
        var branches = await RunAsync(new Alignment(_repository), cancellation.Token);
        await cancelling;

        // assert
        Assert.Empty(branches);
        await IsDeadAsync();
    }

    [Fact]
    public async Task Is_given_up_when_a_filter_fails()
    {
        // arrange
        MakeBranches("true");
        _repository.Git("config", "filter.broken.smudge", "false");
        _repository.Git("config", "filter.broken.required", "true");
        _repository.WriteGitFile("info/attributes", "good-1 filter=broken\n");

        // act
        var branches = await RunAsync(new Alignment(_repository), CancellationToken.None);

        // assert
        Assert.Equal(["merge_failed"], branches[1].ErrorsDetected);
        Assert.Contains("good-1", branches[1].ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(BranchStatus.Completed, branches[2].Status);
    }

    /// <summary>The first branch needs the driver, the others do not.</summary>
    private void MakeBranches(string driver)
    {
        _repository.Git("config", "merge.bad.driver", driver);
        _repository.Commit("main", "attributes", (".gitattributes", "file merge=bad\n"), ("file", "1\n"));
        _repository.Commit("bad", "own", ("file", "mine\n"));
        _repository.Commit("good-1", "own", ("good-1", "1\n"));
        _repository.Commit("good-2", "own", ("good-2", "1\n"));
        _repository.Commit("main", "newer", ("file", "theirs\n"));
    }

    private static async Task<BranchResult[]> RunAsync(Alignment alignment, CancellationToken cancellationToken)
    {
        alignment.Options = new AlignmentOptions
        {
            Integration = new IntegrationOptions { Method = IntegrationMethod.Worktree },
            Orchestration = new OrchestrationOptions { MaxWorkersPerTarget = 1, EnableCircuitBreaker = false },
        };
        var run = await alignment.RunAsync(
            [new CategorizedBranch("bad", "main"), new CategorizedBranch("good-1", "main"), new CategorizedBranch("good-2", "main")], cancellationToken);
        return [.. run.Branches];
    }

    private async Task WhenDriverRunsAsync(Func<Task> act)
    {
        await WaitForAsync(() => File.Exists(Canary));
        await act();
    }

    private async Task IsDeadAsync()
    {
        var id = int.Parse(await File.ReadAllTextAsync(Canary, CancellationToken.None), CultureInfo.InvariantCulture);
        await WaitForAsync(() => CommandOf(id).Length == 0);
    }

    /// <summary>Nothing for a process that has ended, also when nobody has asked yet how.</summary>
    private static string CommandOf(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    // A slow machine may wait longer, a good program never fails by it.
    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(10, end.Token);
        }
    }
}
