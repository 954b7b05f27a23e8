using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class The_context_of_a_command
{
    [Theory]
    [InlineData("core.hooksPath", "/dev/null")]
    [InlineData("core.fsync", "committed")]
    [InlineData("core.fsmonitor", "false")]
    [InlineData("merge.renormalize", "false")]
    [InlineData("merge.default", "text")]
    [InlineData("user.useConfigOnly", "true")]
    public async Task Outranks_the_configuration_of_the_repository(string key, string value)
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", key, "other");

        Assert.Equal(value, await ConfiguredAsync(repository.Context, key));
    }

    [Theory]
    [InlineData("core.packedGitLimit", 50 << 20)]
    [InlineData("core.packedGitWindowSize", 12_800 << 10)]
    [InlineData("core.deltaBaseCacheLimit", 4 << 20)]
    public async Task Gives_each_cache_of_git_its_share_of_the_memory_of_the_run(string key, int bytes)
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", key, "1g");
        using var git = GitInstallation.Find(new GitEnvironment(repository.Test.Environment), 1, memoryBytes: 200 << 20);

        Assert.Equal($"{bytes}", await ConfiguredAsync(repository.Context with { Git = git }, key));
    }

    [Theory]
    [InlineData("core.attributesFile", "other")]
    [InlineData("merge.renormalize", "other")]
    [InlineData("merge.default", "other")]
    [InlineData("core.fsmonitor", "false")]
    public async Task Leaves_what_runs_in_a_private_worktree_to_the_configuration(string key, string value)
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", key, "other");

        Assert.Equal(value, await ConfiguredAsync(repository.Context with { Place = WorkPlace.PrivateWorktree }, key));
    }

    [Fact]
    public async Task Lets_hooks_run_and_saves_syncing_on_request()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Context with { HooksPath = "/hooks here", FileSync = FileSync.None };

        Assert.Equal("/hooks here", await ConfiguredAsync(context, "core.hooksPath"));
        Assert.Equal("none", await ConfiguredAsync(context, "core.fsync"));
    }

    [Theory]
    [InlineData("Pinned", "/dev/null", "1")]
    [InlineData("AsInGit", "mine", null)]
    public async Task Has_the_attributes_of_the_person_only_on_request(string attributes, string file, string? noSystem)
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", "core.attributesFile", "mine");
        var context = repository.Context with { Attributes = Enum.Parse<AttributeSources>(attributes) };

        Assert.Equal(file, await ConfiguredAsync(context, "core.attributesFile"));
        Assert.Equal(noSystem, context.Describe(["version"]).Environment.TryGetValue("GIT_ATTR_NOSYSTEM", out var value) ? value : null);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with:colon")]
    [InlineData("with:colon and \"quote\" and \\backslash")]
    [InlineData("with \"quote\" and \\backslash")]
    [InlineData("mit:Käse")]
    public async Task Reads_the_repository_beside_the_quarantine_whatever_its_path(string name)
    {
        using var repository = await OpenRepository.CreateAsync();
        var directory = Path.Combine(repository.Home, name);
        repository.Test.Git("clone", "--quiet", "--bare", repository.Test.Path, directory);
        var cloned = await Collimate.Git.Repository.GitRepository.DiscoverAsync(repository.Git, directory, OpenRepository.Stop);
        using var quarantine = Collimate.Git.Repository.Quarantine.Create(cloned, "q");

        var type = await GitProcess.RunAsync(
            quarantine.Context, ["cat-file", "-t", repository.Id("main").ToString()], default, OpenRepository.Stop);

        Assert.Equal(("commit\n", ""), (Encoding.ASCII.GetString(type.Output), type.Error));
    }

    [Fact]
    public async Task With_a_quarantine_writes_there_and_moves_no_reference()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Collimate.Git.Repository.Quarantine.Create(repository.Repository, "q");

        var hash = await GitProcess.ReadAsync(quarantine.Context, ["hash-object", "-w", "--stdin"], "new"u8.ToArray(), OpenRepository.Stop);
        var refused = await GitProcess.RunAsync(
            quarantine.Context, ["update-ref", "refs/heads/x", repository.Id("main").ToString()], default, OpenRepository.Stop);

        Assert.Equal(1, repository.Test.Run(["cat-file", "-e", Encoding.ASCII.GetString(hash).Trim()], []).ExitCode);
        Assert.Contains("quarantine", refused.Error, StringComparison.Ordinal);
        Assert.False(repository.Test.Exists("x"));
    }

    [Fact]
    public void Quotes_a_path_that_would_be_read_as_quoted()
    {
        using var git = GitInstallation.Find(new GitEnvironment(new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Path.Combine(AppContext.BaseDirectory, "Fakes") }), 1);
        var context = new GitContext { Git = git, WorkingDirectory = "/", QuarantineDirectory = "/q", ObjectDirectory = "\"relative\"" };

        Assert.Equal("\"\\\"relative\\\"\"", context.Describe(["x"]).Environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"]);
    }

    private static async Task<string> ConfiguredAsync(GitContext context, string key) =>
        Encoding.UTF8.GetString(await GitProcess.ReadAsync(context, ["config", "--get", key], default, OpenRepository.Stop)).Trim();
}
