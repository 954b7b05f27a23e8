using System.Globalization;
using System.Text.RegularExpressions;
using Collimate.Cli.Tests.Commands;
using Collimate.Engine;

namespace Collimate.Cli.Tests.Documents;

public sealed partial class The_readme
{
    private static readonly string Text = DocumentFiles.Read("README.md");

    [Fact]
    public void Lists_every_exit_code_and_no_other()
    {
        var listed = ExitCodes().Matches(Text).SelectMany(row => row.Groups["codes"].Value.Split(", ")).Select(code => int.Parse(code, CultureInfo.InvariantCulture));

        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code).Order(), listed);
    }

    [Fact]
    public async Task Names_everything_that_lies_in_the_folder_of_a_run()
    {
        // arrange
        using var repository = Fleet.Create();
        var shell = new Shell(repository);
        shell.Write("branches.json", Fleet.Input);

        // act
        await shell.RunAsync("align", "--repo", "repository", "--input", "branches.json");

        // assert
        var folder = Directory.GetDirectories(Path.Combine(repository.GitDirectory, "collimate", "runs")).Single();
        var entries = Directory.EnumerateFiles(folder).Select(file => $"`{Path.GetFileName(file)}`")
            .Concat(Directory.EnumerateDirectories(folder).Select(directory => $"/{Path.GetFileName(directory)}/`"));
        Assert.All(entries, entry => Assert.Contains(entry, Text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| (?<codes>\d+(, \d+)*) \|", RegexOptions.Multiline)]
    private static partial Regex ExitCodes();
}
