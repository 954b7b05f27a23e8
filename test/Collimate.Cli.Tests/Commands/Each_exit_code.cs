using Collimate.Engine;
using Collimate.Engine.Journaling;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class Each_exit_code : IDisposable
{
    private static readonly string[] Align = ["align", "--repo", "repository", "--input", "branches.json"];

    private readonly TestRepository _repository = Fleet.Create();
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose()
    {
        _repository.Dispose();
        _cancellation.Dispose();
    }

    [Theory]
    [InlineData(ExitCode.AllAligned, "feature/clean", "feature/done")]
    [InlineData(ExitCode.SomeFailed, "feature/clean", "fix/conflicting")]
    [InlineData(ExitCode.SomeFailed, "fix/missing")]
    public async Task Says_whether_all_branches_are_aligned(ExitCode expected, params string[] branches) =>
        Assert.Equal(expected, (await RunAsync(new Shell(_repository), Fleet.InputFor(branches))).ExitCode);

    [Fact]
    public async Task Is_2_when_the_input_is_wrong() =>
        Assert.Equal(ExitCode.BadInput, (await RunAsync(new Shell(_repository), "{")).ExitCode);

    [Fact]
    public async Task Is_3_when_the_directory_is_no_repository()
    {
        var shell = new Shell(_repository);
        shell.Write("branches.json", Fleet.OnlyClean);

        var result = await shell.RunAsync("align", "--input", "branches.json");

        // Up to where git has looked depends on the file systems of the machine.
        Assert.Equal(ExitCode.UnsuitableRepository, result.ExitCode);
        Assert.Matches("^error: '[^']+' is not a repository that git can use: fatal: not a git repository [^\n]+\nhint:  Nothing was done[.] Check the path[.]\n$", result.Error);
    }

    [Theory]
    [InlineData("align")]
    [InlineData("plan")]
    public async Task Is_3_when_the_directory_does_not_exist(string command)
    {
        var shell = new Shell(_repository);
        shell.Write("branches.json", Fleet.OnlyClean);

        var result = await shell.RunAsync(command, "--repo", "nowhere", "--input", "branches.json");

        Assert.Equal(
            $"error: '{shell.Directory}/nowhere' is not a repository: there is no such directory\nhint:  Nothing was done. Check the path.\n",
            result.Error);
        Assert.Equal(ExitCode.UnsuitableRepository, result.ExitCode);
    }

    [Theory]
    [InlineData("align", "--repo", "repository", "--input", "branches.json")]
    [InlineData("plan", "--repo", "repository", "--input", "branches.json")]
    [InlineData("demo", "new")]
    public async Task Is_3_when_there_is_no_git(params string[] arguments)
    {
        var shell = new Shell(_repository) { Variables = { ["PATH"] = "/nowhere:relative" } };
        shell.Write("branches.json", Fleet.OnlyClean);
        var before = RepositoryState.Of(_repository);

        var result = await shell.RunAsync(arguments);

        Assert.Equal(
            "error: git cannot be started: git was not found in the directories of PATH\nhint:  Nothing was done. Install git 2.39 or newer.\n",
            result.Error);
        Assert.Equal(ExitCode.UnsuitableRepository, result.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(shell.Directory, "new")));
        shell.ProveNothingWasDone(before);
    }

    [Fact]
    public async Task Is_3_when_nobody_said_who_commits()
    {
        // arrange
        _repository.Git("config", "--unset", "user.name");
        _repository.Git("config", "--unset", "user.email");
        var before = RepositoryState.Of(_repository);
        var shell = new Shell(_repository);

        // act
        var result = await RunAsync(shell, Fleet.OnlyClean);

        // assert
        Assert.Contains("git config --global user.name \"Your Name\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("git config --global user.email you@example.com", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.UnsuitableRepository, result.ExitCode);
        shell.ProveNothingWasDone(before);
    }

    [Fact]
    public async Task Is_4_when_somebody_moved_the_only_branch_meanwhile()
    {
        // arrange: somebody commits whenever the old tips are kept, so that the branch moves once more when it was planned again
        _repository.WriteHook(
            "reference-transaction",
            """
            if test "$1" = committed && grep --quiet refs/collimate/runs; then
                commit=$(git -c user.name=P -c user.email=p@example.com commit-tree -m meanwhile -p feature/clean 'feature/clean^{tree}')
                git -c core.hooksPath=/dev/null update-ref refs/heads/feature/clean "$commit"
            fi
            """);

        // act
        var result = await RunAsync(new Shell(_repository), Fleet.OnlyClean);

        // assert
        Assert.Contains("Branch 'feature/clean' moved during the run", result.Out, StringComparison.Ordinal);
        Assert.Equal(["meanwhile", "meanwhile"], _repository.Subjects("feature/clean")[..2]);
        Assert.Equal(ExitCode.RacesLost, result.ExitCode);
    }

    [Fact]
    public async Task Is_5_when_the_disk_fails_in_the_middle()
    {
        var shell = Reacting(() =>
        {
            var summaries = Path.Combine(RunFolder(), "summaries");
            Directory.Delete(summaries);
            File.WriteAllText(summaries, "not a directory");
        });

        var result = await RunAsync(shell, Fleet.OnlyClean);

        Assert.Matches(@"error: Run \S+ stopped: .*summaries.*\nhint:  Every branch is at its old or its new tip, and refs/collimate/runs/", result.Error);
        Assert.Equal(ExitCode.StorageFailed, result.ExitCode);
    }

    [Fact]
    public async Task Is_5_when_the_output_cannot_be_written_in_the_end()
    {
        var shell = Reacting(() => Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_repository.Path)!, "out.json")));
        shell.Write("branches.json", Fleet.OnlyClean);

        var result = await shell.RunAsync([.. Align, "--output", "out.json"]);

        Assert.Contains("1 aligned, 0 failed", result.Out, StringComparison.Ordinal);
        Assert.Contains("error: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.StorageFailed, result.ExitCode);
    }

    [Fact]
    public async Task Is_7_while_another_run_holds_the_repository()
    {
        // arrange
        var directory = Path.Combine(_repository.GitDirectory, "collimate");
        using var held = RunLock.Take(directory, new RunIdentity("20260102T030405Z-abcd", 42, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        var shell = new Shell(_repository);

        // act
        var result = await RunAsync(shell, Fleet.OnlyClean);

        // assert
        Approved.Check(result, shell);
        Assert.Equal(ExitCode.Busy, result.ExitCode);
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public async Task Says_which_signal_came_before_anything_began(ExitCode signal)
    {
        await _cancellation.CancelAsync();
        var before = RepositoryState.Of(_repository);

        var result = await RunAsync(new Shell(_repository) { Cancellation = _cancellation.Token, InterruptedBy = signal }, Fleet.OnlyClean);

        Assert.Equal("error: interrupted\nhint:  No branch was changed after the interruption; run again to go on.\n", result.Error);
        Assert.Equal(signal, result.ExitCode);
        Assert.Equal(before.References, RepositoryState.Of(_repository).References);
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public async Task Says_which_signal_came_in_the_middle(ExitCode signal)
    {
        var shell = new Shell(_repository)
        {
            Audience = Cli.Commands.Audience.Person,
            Error = new ReactingWriter(_cancellation.Cancel),
            Cancellation = _cancellation.Token,
            InterruptedBy = signal,
        };

        var result = await RunAsync(shell, Fleet.InputFor("feature/clean", "feature/behind"));

        Assert.EndsWith(
            "error: interrupted with 2 branches not attempted\nhint:  What is aligned stays aligned. Run the same command again to go on.\n",
            result.Error,
            StringComparison.Ordinal);
        Assert.Equal(signal, result.ExitCode);
    }

    private static async Task<CommandResult> RunAsync(Shell shell, string input)
    {
        shell.Write("branches.json", input);
        return await shell.RunAsync(Align);
    }

    /// <summary>A person looks on, so progress is written before the first branch is retired.</summary>
    private Shell Reacting(Action react) =>
        new(_repository) { Audience = Cli.Commands.Audience.Person, Error = new ReactingWriter(react) };

    private string RunFolder() => Directory.GetDirectories(Path.Combine(_repository.GitDirectory, "collimate", "runs")).Single();
}
