using System.Text;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class The_environment_of_a_child
{
    private static readonly Dictionary<string, string> Caller = new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin",
        ["HOME"] = "/home/ada",
        ["LANG"] = "de_DE.UTF-8",
        ["LANGUAGE"] = "de",
        ["LC_MESSAGES"] = "de_DE.UTF-8",
        ["GIT_DIR"] = "/elsewhere",
        ["GIT_INDEX_FILE"] = "/elsewhere/index",
        ["GIT_OBJECT_DIRECTORY"] = "/elsewhere/objects",
        ["GIT_CONFIG_PARAMETERS"] = "'core.hooksPath'='/evil'",
        ["GIT_CONFIG_GLOBAL"] = "/home/ada/gitconfig",
        ["GIT_CEILING_DIRECTORIES"] = "/home",
        ["GIT_COMMITTER_NAME"] = "Ada",
        ["EMAIL"] = "ada@example.com",
        ["http_proxy"] = "http://proxy",
    };

    [Theory]
    [InlineData("GIT_DIR")]
    [InlineData("GIT_INDEX_FILE")]
    [InlineData("GIT_OBJECT_DIRECTORY")]
    [InlineData("GIT_CONFIG_PARAMETERS")]
    [InlineData("GIT_COMMITTER_NAME")]
    [InlineData("LANG")]
    [InlineData("LANGUAGE")]
    [InlineData("LC_MESSAGES")]
    public void Has_nothing_that_redirects_or_scripts_git(string name) => Assert.DoesNotContain(name, new GitEnvironment(Caller).Scrubbed().Keys);

    [Theory]
    [InlineData("HOME", "/home/ada")]
    [InlineData("GIT_CONFIG_GLOBAL", "/home/ada/gitconfig")]
    [InlineData("GIT_CEILING_DIRECTORIES", "/home")]
    [InlineData("http_proxy", "http://proxy")]
    [InlineData("LC_ALL", "C")]
    [InlineData("GIT_TERMINAL_PROMPT", "0")]
    [InlineData("GIT_NO_REPLACE_OBJECTS", "1")]
    [InlineData("GIT_OPTIONAL_LOCKS", "0")]
    [InlineData("GIT_NO_LAZY_FETCH", "1")]
    [InlineData("GIT_GRAFT_FILE", "/dev/null/none")]
    [InlineData("GIT_ATTR_NOSYSTEM", "1")]
    public void Keeps_where_the_configuration_of_the_person_is_and_pins_the_rest(string name, string value) =>
        Assert.Equal(value, new GitEnvironment(Caller).Scrubbed()[name]);

    [Fact]
    public void Names_the_committer_only_on_request()
    {
        var environment = new GitEnvironment(Caller);

        Assert.Equal(["EMAIL", "GIT_COMMITTER_NAME"], environment.WithIdentity().Keys.Except(environment.Scrubbed().Keys.Except(["EMAIL"])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Says_whether_the_caller_fixed_the_date()
    {
        Assert.False(new GitEnvironment(Caller).FixesCommitterDate);
        Assert.True(new GitEnvironment(new Dictionary<string, string>(Caller, StringComparer.Ordinal) { ["GIT_COMMITTER_DATE"] = "1 +0000" }).FixesCommitterDate);
    }

    [Fact]
    public async Task Has_only_what_was_described()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("env -0");

        var real = Encoding.UTF8.GetString(await GitProcess.ReadAsync(context, ["x"], default, OpenRepository.Stop)).Split('\0');

        var described = context.Describe(["x"]).Environment.Select(v => $"{v.Key}={v.Value}").ToHashSet(StringComparer.Ordinal);
        string[] ofBash = ["PWD", "SHLVL", "_", "OLDPWD", ""]; // Bash sets these by itself.
        Assert.Equal(described.Order(StringComparer.Ordinal), real.Where(v => !ofBash.Contains(v.Split('=')[0])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_a_hook_does_not_lead_to_another_repository()
    {
        using var other = await OpenRepository.CreateAsync();
        using var repository = await OpenRepository.CreateAsync();
        var caller = new Dictionary<string, string>(repository.Test.Environment, StringComparer.Ordinal)
        {
            ["GIT_DIR"] = other.Repository.CommonDirectory,
            ["GIT_INDEX_FILE"] = "/nowhere/index",
            ["GIT_OBJECT_DIRECTORY"] = "/nowhere",
            ["GIT_CONFIG_PARAMETERS"] = "broken",
            ["GIT_CONFIG_COUNT"] = "7000",
        };
        using var git = GitInstallation.Find(new GitEnvironment(caller), 1);

        var found = await Collimate.Git.Repository.GitRepository.DiscoverAsync(git, repository.Test.Path, OpenRepository.Stop);

        Assert.Equal(repository.Repository.CommonDirectory, found.CommonDirectory);
    }
}
