using Collimate.Cli.Demo;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

public sealed class A_demo : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Shell _shell;

    public A_demo() => _shell = new Shell(_repository);

    public void Dispose()
    {
        _repository.Dispose();
        _cancellation.Dispose();
    }

    [Fact]
    public async Task Ends_every_branch_as_its_story_says()
    {
        var result = await _shell.RunAsync("demo", "harbour");

        Assert.DoesNotContain("BUG:", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AllAligned, result.ExitCode);
    }

    [Fact]
    public async Task Shows_every_branch_and_names_only_places_that_exist()
    {
        var result = await _shell.RunAsync("demo", "har bour");

        Assert.All(new DemoHistory().Branches, branch => Assert.Contains($"  {branch.Name}: ", result.Out, StringComparison.Ordinal));
        var places = result.Out.Split('\n').Where(line => line.EndsWith('\'') && line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Split('\'')[1]).ToArray();
        Assert.Equal(5, places.Length);
        Assert.All(places, place => Assert.True(Path.Exists(place), place));
        Assert.Contains($"git -C '{_shell.Directory}/har bour' log", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_its_working_tree_clean_and_nothing_beside_it()
    {
        _shell.Write("harbour.json", "mine");

        await _shell.RunAsync("demo", "harbour");

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_shell.Directory, "harbour.json"), TestContext.Current.CancellationToken));
        Assert.Equal("", _repository.Git("-C", Path.Combine(_shell.Directory, "harbour"), "status", "--porcelain"));
    }

    [Fact]
    public async Task Refuses_a_directory_that_is_not_empty()
    {
        var before = RepositoryState.Of(_repository);

        var result = await _shell.RunAsync("demo", "repository");

        Assert.Equal(
            $"error: '{_repository.Path}' exists and is not an empty directory\nhint:  Nothing was done. Name a new or an empty directory.\n",
            result.Error);
        Assert.Equal((ExitCode.BadInput, ""), (result.ExitCode, result.Out));
        _shell.ProveNothingWasDone(before);
    }

    [Fact]
    public async Task Refuses_the_place_of_an_earlier_demo()
    {
        await _shell.RunAsync("demo", "harbour");

        var second = await new Shell(_repository).RunAsync("demo", "harbour");

        Assert.Equal(ExitCode.BadInput, second.ExitCode);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/harbour")]
    public async Task Refuses_a_place_where_no_directory_can_be(string directory)
    {
        _shell.Write("file", "mine");

        var result = await _shell.RunAsync("demo", directory);

        Assert.StartsWith($"error: '{_shell.Directory}/{directory}' ", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
    }

    [Fact]
    public async Task Takes_an_empty_directory()
    {
        Directory.CreateDirectory(Path.Combine(_shell.Directory, "empty"));

        var result = await _shell.RunAsync("demo", "empty/");

        Assert.StartsWith($"made {_shell.Directory}/empty with 3 primary and 50 feature branches\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_a_temporary_directory_when_none_is_named()
    {
        var result = await _shell.RunAsync("demo");

        var made = new DirectoryInfo(result.Out.Split(' ')[1]);
        Assert.Equal("harbour", made.Name);
        made.Parent!.Delete(recursive: true);
    }

    [Fact]
    public async Task Ends_with_the_signal_that_interrupted_it()
    {
        var shell = new Shell(_repository)
        {
            Audience = Cli.Commands.Audience.Person,
            Error = new ReactingWriter(_cancellation.Cancel),
            Cancellation = _cancellation.Token,
            InterruptedBy = ExitCode.Terminated,
        };

        Assert.Equal(ExitCode.Terminated, (await shell.RunAsync("demo", "harbour")).ExitCode);
    }
}
