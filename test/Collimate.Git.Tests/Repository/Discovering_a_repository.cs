using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Repository;

public sealed class Discovering_a_repository
{
    [Fact]
    public async Task Pins_its_absolute_git_directory()
    {
        using var repository = await OpenRepository.CreateAsync();

        var git = Path.Combine(repository.Test.Path, ".git");
        Assert.Equal((git, git, git), (repository.Repository.CommonDirectory, repository.Context.GitDirectory, repository.Context.WorkingDirectory));
        Assert.Equal(Path.Combine(git, "objects"), repository.Repository.ObjectDirectory);
        Assert.Equal((ObjectFormat.Sha1, Completeness.Complete), (repository.Repository.Format, repository.Repository.Completeness));
    }

    [Fact]
    public async Task Finds_it_from_a_subdirectory_and_from_a_linked_worktree()
    {
        using var repository = await OpenRepository.CreateAsync();
        var inside = Directory.CreateDirectory(Path.Combine(repository.Test.Path, "a/b")).FullName;
        var linked = Path.Combine(repository.Home, "linked");
        repository.Test.Git("worktree", "add", "--quiet", "-b", "topic", linked);

        Assert.Equal(repository.Repository.CommonDirectory, (await DiscoverAsync(repository, inside)).CommonDirectory);
        Assert.Equal(repository.Repository.CommonDirectory, (await DiscoverAsync(repository, linked)).CommonDirectory);
    }

    [Fact]
    public async Task Takes_a_bare_one()
    {
        using var repository = await OpenRepository.CreateAsync("--bare");

        Assert.Equal(repository.Test.Path, repository.Repository.CommonDirectory);
    }

    [Fact]
    public async Task Tells_which_hash_it_uses()
    {
        using var repository = await OpenRepository.CreateAsync("--object-format=sha256");

        Assert.Equal(ObjectFormat.Sha256, repository.Repository.Format);
    }

    [Fact]
    public async Task Tells_that_its_history_is_cut()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("main", ("second", "x"));
        var shallow = Path.Combine(repository.Home, "shallow");
        repository.Test.Git("clone", "--quiet", "--depth=1", $"file://{repository.Test.Path}", shallow);

        Assert.Equal(Completeness.Shallow, (await DiscoverAsync(repository, shallow)).Completeness);
    }

    [Fact]
    public async Task Tells_that_it_leaves_objects_out()
    {
        using var repository = await OpenRepository.CreateAsync();
        var partial = Path.Combine(repository.Home, "partial");
        repository.Test.Git("config", "uploadpack.allowFilter", "true");
        repository.Test.Git("clone", "--quiet", "--bare", "--filter=blob:none", $"file://{repository.Test.Path}", partial);

        Assert.Equal(Completeness.Partial, (await DiscoverAsync(repository, partial)).Completeness);
        repository.Test.Git("-C", partial, "config", "remote.origin.promisor", "no");
        Assert.Equal(Completeness.Complete, (await DiscoverAsync(repository, partial)).Completeness);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("[core]\n\tignoreCase = false\n", false)]
    [InlineData("[core]\n\tignoreCase = 0\n", false)]
    [InlineData("[core]\n\tignoreCase\n", true)]
    [InlineData("[core]\n\tignoreCase = 1\n", true)]
    [InlineData("[core]\n\tignoreCase = Yes\n", true)]
    [InlineData("[core]\n\tignoreCase = true\n[core]\n\tignoreCase = off\n", false)]
    public async Task Tells_whether_its_file_system_ignores_case(string setting, bool expected)
    {
        using var repository = await OpenRepository.CreateAsync();
        await File.AppendAllTextAsync(Path.Combine(repository.Test.Path, ".git/config"), setting + "[merge]\n\trenames = false\n", OpenRepository.Stop);

        var found = await DiscoverAsync(repository, repository.Test.Path);

        Assert.Equal(expected, found.IgnoresCase);
        Assert.Equal([new("merge.renames", "false")], found.Context.MergeSettings);
    }

    [Fact]
    public async Task Fails_with_the_words_of_git_where_there_is_none()
    {
        using var repository = await OpenRepository.CreateAsync();

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => DiscoverAsync(repository, repository.Home));

        Assert.Contains("not a git repository", failure.Error, StringComparison.Ordinal);
        Assert.Equal("rev-parse", failure.Command);
    }

    [Fact]
    public async Task Fails_with_the_words_of_git_for_an_unknown_extension()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", "core.repositoryFormatVersion", "1");
        repository.Test.Git("config", "extensions.fromTheFuture", "yes");

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => DiscoverAsync(repository, repository.Test.Path));

        Assert.Contains("fromthefuture", failure.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refuses_a_path_with_a_line_break()
    {
        using var repository = await OpenRepository.CreateAsync();
        var odd = Path.Combine(repository.Home, "a\nb");
        repository.Test.Git("init", "--quiet", odd);

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => DiscoverAsync(repository, odd));

        Assert.Contains("line break", failure.Message, StringComparison.Ordinal);
    }

    private static Task<GitRepository> DiscoverAsync(OpenRepository repository, string directory) =>
        GitRepository.DiscoverAsync(repository.Git, directory, OpenRepository.Stop);
}
