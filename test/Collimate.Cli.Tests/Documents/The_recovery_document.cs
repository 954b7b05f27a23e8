using Collimate.Cli.Tests.Commands;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Documents;

public sealed class The_recovery_document : IAsyncLifetime
{
    private const string Document = "docs/recovery.md";
    private const string Branch = "feature/auth";

    private readonly TestRepository _repository = TestRepository.Create();
    private string _old = "";
    private string _new = "";
    private string _run = "";

    public static TheoryData<int> Blocks { get; } = [.. Enumerable.Range(0, DocumentFiles.BlocksOf(Document, "sh").Count)];

    public async ValueTask InitializeAsync()
    {
        _old = _repository.Commit(Branch, "sign in", ("auth.txt", "mine\n"));
        _repository.Commit("fix/other", "mend", ("other.txt", "mine\n"));
        _repository.Commit("main", "go on", ("main.txt", "theirs\n"));
        var shell = new Shell(_repository);
        shell.Write("branches.json", Fleet.InputFor(Branch, "fix/other"));
        var result = await shell.RunAsync("align", "--repo", "repository", "--input", "branches.json");
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
        _new = _repository.Tip(Branch);
        _run = _repository.Git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/collimate/runs").Trim();
    }

    public ValueTask DisposeAsync()
    {
        _repository.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Has_only_commands_that_succeed(int block)
    {
        var command = DocumentFiles.BlocksOf(Document, "sh")[block];

        RunHere(command);

        Assert.Equal(command.Contains("branch --force", StringComparison.Ordinal) ? _old : _new, _repository.Tip(Branch));
    }

    [Fact]
    public async Task Has_only_commands_of_the_tool_that_succeed()
    {
        var commands = DocumentFiles.BlocksOf(Document, "console").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToArray();

        foreach (var command in commands)
        {
            var words = command.Replace("<run>", _run, StringComparison.Ordinal).Split(' ');
            Assert.Equal(["$", "collimate"], words[..2]);
            var result = await new Shell(_repository).RunAsync([.. words[2..], "--repo", "repository"]);
            Assert.Equal((command, ExitCode.AllAligned), (command, result.ExitCode));
        }

        Assert.Equal(_old, _repository.Tip(Branch));
    }

    [Fact]
    public void Brings_every_branch_of_a_run_back()
    {
        RunHere(DocumentFiles.BlocksOf(Document, "sh").Single(block => block.Contains("while read", StringComparison.Ordinal)));

        Assert.Equal(_repository.Tip("backup-fix/other-pre-align"), _repository.Tip("fix/other"));
    }

    [Fact]
    public void Leaves_nothing_of_a_run_when_it_is_not_needed_any_more()
    {
        RunHere(DocumentFiles.BlocksOf(Document, "sh")[^1]);

        Assert.Equal(
            ["refs/heads/feature/auth", "refs/heads/fix/other", "refs/heads/main"],
            _repository.Git("for-each-ref", "--format=%(refname)").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // An alias runs in a shell, at the top of the working tree.
    private void RunHere(string command) =>
        _repository.Git("-c", $"alias.here=!set -e; {command.Replace("<run>", _run, StringComparison.Ordinal)}", "here");
}
