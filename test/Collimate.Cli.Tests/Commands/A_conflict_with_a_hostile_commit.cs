using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class A_conflict_with_a_hostile_commit : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("-q")]
    [InlineData("-v")]
    public async Task Cannot_act_on_a_terminal_by_path_author_or_subject(string option)
    {
        // arrange
        _repository.Commit("topic", "mine", ("\"a\\033[31m\"", "mine\n"));
        _repository.Commit("main", "theirs", ("\"a\\033[31m\"", "theirs\n"));
        var evil = _repository.Git(
            "-c", "user.name=Eve\u202e\u009b31m", "commit-tree", "-p", "main~1", "-m", "sub\u001b[2Jject\u202e", "main^{tree}").Trim();
        _repository.Branch("main", evil);
        var shell = new Shell(_repository);
        shell.Write("branches.json", Fleet.InputFor("topic"));

        // act
        var result = await shell.RunAsync("align", "--repo", "repository", "--input", "branches.json", option);

        // assert
        Assert.Contains($@"  a\x1B[31m: last touched by {evil[..10]}, Eve\u202E\x9B31m: sub\x1B[2Jject\u202E" + "\n", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Out + result.Error, character => character is '\u202E' or '\u009b' or '\u001b');
    }
}
