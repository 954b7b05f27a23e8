using System.Text;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

public sealed class The_capabilities_of_git
{
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    [Theory]
    [InlineData("exit 129")]
    [InlineData("exit 1")]
    [InlineData("exit 127")]
    public async Task Are_none_where_git_cannot_merge_objects_at_all(string script)
    {
        using var repository = await OpenRepository.CreateAsync();

        Assert.Null(await GitCapabilities.ProbeAsync(repository.Faked(script), ObjectFormat.Sha1, OpenRepository.Stop));
    }

    [Theory]
    [InlineData("read -r line; echo \"fatal: malformed input line: '$line'.\" >&2; exit 128", "Missing")]
    [InlineData("cat > /dev/null", "Missing")]
    [InlineData("cat > /dev/null; printf 'something else'", "Missing")]
    [InlineData("read -r line; [[ $line == '" + EmptyTree + " -- " + EmptyTree + " " + EmptyTree + "' ]] && printf '1\\0%s\\0\\0' " + EmptyTree, "Present")]
    public async Task Have_bases_only_where_git_has_merged_trees_with_one(string script, string bases)
    {
        using var repository = await OpenRepository.CreateAsync();

        var found = await GitCapabilities.ProbeAsync(repository.Faked(script), ObjectFormat.Sha1, OpenRepository.Stop);

        Assert.Equal(Enum.Parse<GitCapability>(bases), Assert.IsType<GitCapabilities>(found).Bases);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Are_what_the_installed_git_does_with_real_trees(string format)
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync($"--object-format={format}");
        var tree = repository.Id("main^{tree}");
        var question = Encoding.ASCII.GetBytes($"{tree} -- {tree} {tree}\n");
        var before = repository.Test.Git("count-objects", "-v");

        // act
        var found = await GitCapabilities.ProbeAsync(repository.Context, repository.Repository.Format, OpenRepository.Stop);

        // assert
        var takesBases = repository.Test.Run(["merge-tree", "--write-tree", "--stdin"], question).ExitCode == 0;
        var takesOptions = repository.Test.Run(["merge-tree", "--write-tree", "--stdin", "-X", "ours"], []).ExitCode == 0;
        Assert.Equal((takesBases, true), (found!.Bases == GitCapability.Present, !takesOptions || found.StrategyOptions == GitCapability.Present));
        Assert.Equal(before, repository.Test.Git("count-objects", "-v"));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("diff.algorithm=myers", 2)]
    public async Task Cost_one_process_and_a_second_one_only_for_an_old_git_with_a_diff_algorithm(string setting, int expected)
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        var asked = Path.Combine(repository.Home, "asked");
        var context = repository.Faked($"echo >> '{asked}'; [[ \" $* \" == *' -X '* ]] && exit 129; exit 128");

        // act
        var found = await GitCapabilities.ProbeAsync(
            context with { MergeSettings = [.. setting.Split('=') is [var key, var value] ? [KeyValuePair.Create(key, value)] : Array.Empty<KeyValuePair<string, string>>()] },
            ObjectFormat.Sha1,
            OpenRepository.Stop);

        // assert
        Assert.Equal(expected == 1, found!.StrategyOptions == GitCapability.Present);
        Assert.Equal(expected, (await File.ReadAllLinesAsync(asked, OpenRepository.Stop)).Length);
    }
}
