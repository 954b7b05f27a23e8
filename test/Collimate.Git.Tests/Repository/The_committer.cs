using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Repository;

public sealed class The_committer
{
    [Fact]
    public async Task Is_the_one_of_the_configuration()
    {
        using var repository = await OpenRepository.CreateAsync();

        var committer = await repository.Repository.ReadCommitterAsync(OpenRepository.Stop);

        Assert.Equal("Ada Tester <ada@example.com>", committer.Person.ToString());
        Assert.True(committer.Seconds > 0);
    }

    [Fact]
    public async Task Is_the_one_of_the_environment_when_that_names_one()
    {
        using var repository = await OpenRepository.CreateAsync();

        var committer = await ReadAsync(
            repository, ("GIT_COMMITTER_NAME", "Bob"), ("GIT_COMMITTER_EMAIL", "bob@example.com"), ("GIT_COMMITTER_DATE", "1700000000 +0200"));

        Assert.Equal("Bob <bob@example.com> 1700000000 +0200", committer.ToText().ToString());
    }

    [Fact]
    public async Task Is_never_guessed()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", "--unset", "user.name");
        repository.Test.Git("config", "--unset", "user.email");

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => ReadAsync(repository));

        Assert.Equal("var", failure.Command);
        Assert.Contains("auto-detection is disabled", failure.Error, StringComparison.Ordinal);
    }

    private static async Task<Signature> ReadAsync(OpenRepository repository, params (string Name, string Value)[] variables)
    {
        var caller = new Dictionary<string, string>(repository.Test.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            caller[name] = value;
        }

        using var git = GitInstallation.Find(new GitEnvironment(caller), 1);
        var found = await GitRepository.DiscoverAsync(git, repository.Test.Path, OpenRepository.Stop);
        return await found.ReadCommitterAsync(OpenRepository.Stop);
    }
}
