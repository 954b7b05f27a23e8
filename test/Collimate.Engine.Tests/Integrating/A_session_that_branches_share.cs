using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_session_that_branches_share : IDisposable
{
    private const int ManyAnswers = 50_000;

    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Goes_on_reading_objects_when_one_of_them_is_cancelled_in_the_middle()
    {
        // arrange
        using var git = GitInstallation.Find(new GitEnvironment(_repository.Environment), 2);
        var repository = await GitRepository.DiscoverAsync(git, _repository.Path, TestContext.Current.CancellationToken);
        await using var session = new ObjectReadSession(repository.Context);
        var id = ObjectId.Parse(_repository.Tip("main"));
        using var cancellation = new CancellationTokenSource();

        // act
        var cancelled = session.ReadAsync([.. Enumerable.Repeat(id, ManyAnswers)], cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        // assert
        Assert.Equal("commit", Assert.Single(await session.ReadAsync([id], CancellationToken.None))!.Type);
    }

    [Fact]
    public async Task Goes_on_comparing_trees_when_one_of_them_cannot_be_read()
    {
        // arrange
        using var git = GitInstallation.Find(new GitEnvironment(_repository.Environment), 2);
        var repository = await GitRepository.DiscoverAsync(git, _repository.Path, TestContext.Current.CancellationToken);
        await using var session = new TreeDiffSession(repository.Context);
        _repository.Commit("other", "a folder", ("folder/file", "1\n"));
        var (main, other) = (TreeOf("main"), TreeOf("other"));
        var missing = ObjectId.Parse(_repository.Git("rev-parse", "other:folder").Trim());
        File.Delete(_repository.LooseObject(missing.ToString()));

        // act: one tree is missing itself, the other one misses a folder
        await Assert.ThrowsAsync<GitFailedException>(() => session.CompareAsync(main, missing, CancellationToken.None));
        await Assert.ThrowsAsync<GitFailedException>(() => session.CompareAsync(main, other, CancellationToken.None));

        // assert
        var empty = ObjectId.Parse(_repository.Git("hash-object", "-t", "tree", "-w", "/dev/null").Trim());
        Assert.Equal("README", Assert.Single(await session.CompareAsync(main, empty, CancellationToken.None)).Path.ToString());
    }

    private ObjectId TreeOf(string revision) => ObjectId.Parse(_repository.Git("rev-parse", $"{revision}^{{tree}}").Trim());
}
