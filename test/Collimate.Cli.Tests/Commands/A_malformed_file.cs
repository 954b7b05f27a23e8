using System.Globalization;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

/// <summary>Every file that a parser refuses, through the command line: nothing may have been done.</summary>
public sealed class A_malformed_file(A_malformed_file.Place place) : IClassFixture<A_malformed_file.Place>
{
    public static TheoryData<string> Inputs { get; } = [.. MalformedFiles.Inputs.Select(f => f.Name)];

    public static TheoryData<string> Configurations { get; } = [.. MalformedFiles.Configurations.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Inputs))]
    public Task As_input_stops_the_run_before_anything_happens(string name) =>
        IsRefusedAsync(MalformedFiles.Inputs.Single(f => f.Name == name), "--input");

    [Theory]
    [MemberData(nameof(Configurations))]
    public Task As_configuration_stops_the_run_before_anything_happens(string name) =>
        IsRefusedAsync(MalformedFiles.Configurations.Single(f => f.Name == name), "--input", "branches.json", "--config");

    private async Task IsRefusedAsync(MalformedFile file, params string[] options)
    {
        // arrange
        var shell = new Shell(place.Repository);
        shell.Write("branches.json", Fleet.OnlyClean);
        await File.WriteAllBytesAsync(Path.Combine(shell.Directory, "file"), file.Content, TestContext.Current.CancellationToken);
        var before = RepositoryState.Of(place.Repository);

        // act
        var result = await shell.RunAsync(["align", "--repo", "repository", .. options, "file"]);

        // assert
        var problem = string.Create(CultureInfo.InvariantCulture, $"error: file:{file.Problem.Line}:{file.Problem.Column}: {file.Problem.Path}: ");
        Assert.Contains(result.Error.Split('\n'), line =>
            line.StartsWith(problem, StringComparison.Ordinal) && line.Contains(file.Problem.Fragment, StringComparison.Ordinal));
        Assert.EndsWith("hint:  Nothing was done; mend the listed places and run the same command again.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, ""), (result.ExitCode, result.Out));
        shell.ProveNothingWasDone(before);
    }

    /// <summary>One repository for all of them, because nothing happens to it.</summary>
    public sealed class Place : IDisposable
    {
        public TestRepository Repository { get; } = Fleet.Create();

        public void Dispose() => Repository.Dispose();
    }
}
