using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class A_file_that_cannot_be_used : IDisposable
{
    private static readonly string[] Align = ["align", "--repo", "repository", "--input", "branches.json"];

    private readonly TestRepository _repository = Fleet.Create();
    private readonly Shell _shell;

    public A_file_that_cannot_be_used()
    {
        _shell = new Shell(_repository);
        _shell.Write("branches.json", Fleet.OnlyClean);
    }

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("'missing.json' does not exist", "--input", "missing.json")]
    [InlineData("'no/where/missing.json' does not exist", "--input", "no/where/missing.json")]
    [InlineData("'repository' is a directory, expected a file", "--input", "repository")]
    [InlineData("'' is a directory, expected a file", "--input", "")]
    [InlineData("'missing.yaml' does not exist", "--config", "missing.yaml")]
    [InlineData("'repository' is a directory, expected a file", "--config", "repository")]
    public async Task Is_named_with_the_option_that_named_it(string fact, string option, string file)
    {
        string[] named = option == "--input" ? [option, file] : ["--input", "branches.json", option, file];

        await IsRefusedAsync($"error: {fact}\nhint:  Nothing was done. Check {option}.\n", ["align", "--repo", "repository", .. named]);
    }

    [Theory]
    [InlineData("--output", "repository", "is a directory, expected a file")]
    [InlineData("--output", "no/where/out.json", "cannot be written: ")]
    [InlineData("--trace", "repository", "is a directory, expected a file")]
    [InlineData("--trace", "no/where/out.json", "cannot be written: ")]
    public async Task Is_found_before_anything_moves_when_it_is_for_output(string option, string file, string fact) =>
        await IsRefusedAsync($"error: '{_shell.Directory}/{file}' {fact}", [.. Align, option, file]);

    [Fact]
    public async Task Is_found_before_anything_moves_when_two_documents_would_go_there() =>
        await IsRefusedAsync(
            $"error: '{_shell.Directory}/out.json' is named by --output and by --trace\nhint:  Nothing was done. Name two files.\n",
            [.. Align, "--output", "out.json", "--trace", "repository/../out.json"]);

    [Fact]
    public async Task Is_found_before_anything_moves_when_it_is_for_the_checklist()
    {
        _shell.Write("collimate.yaml", "documentation: { checklist_path: no/where.md }");

        await IsRefusedAsync($"error: '{_shell.Directory}/no/where.md' cannot be written: ", [.. Align, "--config", "collimate.yaml"]);
    }

    [Fact]
    public async Task Is_not_read_when_it_is_larger_than_any_input()
    {
        await using (var file = File.Create(Path.Combine(_shell.Directory, "large.json")))
        {
            file.SetLength(CategorizedBranchesFile.MaxBytes + 1L);
        }

        await IsRefusedAsync(
            "error: 'large.json' has 67108865 bytes, expected at most 67108864\nhint:  Nothing was done. Check --input.\n",
            ["plan", "--repo", "repository", "--input", "large.json"]);
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--trace")]
    public async Task Is_kept_as_it_was_when_it_could_have_been_written(string option)
    {
        _shell.Write("out.json", "kept");
        _shell.Write("branches.json", Fleet.OnlyClean);

        await _shell.RunAsync("align", "--input", "branches.json", option, "out.json");

        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(_shell.Directory, "out.json"), TestContext.Current.CancellationToken));
    }

    private async Task IsRefusedAsync(string beginning, string[] arguments)
    {
        var before = RepositoryState.Of(_repository);

        var result = await _shell.RunAsync(arguments);

        Assert.StartsWith(beginning, result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        _shell.ProveNothingWasDone(before);
    }
}
