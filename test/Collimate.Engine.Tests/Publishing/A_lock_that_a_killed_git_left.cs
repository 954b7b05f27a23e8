using Collimate.Engine.Publishing;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Publishing;

public sealed class A_lock_that_a_killed_git_left : IDisposable
{
    private const string Feature = "refs/heads/feature";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestRepository _repository = TestRepository.Create();
    private readonly FakeTime _time = new();
    private readonly string _new;

    public A_lock_that_a_killed_git_left() => _new = _repository.Commit("feature", "own", ("own", "1\n"));

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Goes_when_it_holds_what_was_announced_and_is_still_for_two_seconds()
    {
        _repository.WriteGitFile($"{Feature}.lock", $"{_new}\n");

        var removing = RemoveAsync();
        _time.Advance(2 * Second);

        Assert.Equal([Feature], await removing);
        Assert.False(Exists(Feature));
    }

    [Fact]
    public async Task Has_to_be_still_for_ten_seconds_when_it_is_empty()
    {
        // arrange: as that of somebody who deletes the branch, while a hook takes its time
        _repository.WriteGitFile($"{Feature}.lock", "");

        // act
        var removing = RemoveAsync();
        _time.Advance(9 * Second);
        var isThereBefore = !removing.IsCompleted && Exists(Feature);
        _time.Advance(Second);

        // assert
        Assert.True(isThereBefore);
        Assert.Equal([Feature], await removing);
        Assert.False(Exists(Feature));
    }

    [Fact]
    public async Task Is_looked_at_for_as_long_as_an_empty_one_beside_it()
    {
        // arrange
        const string backup = "refs/heads/backup";
        _repository.WriteGitFile($"{Feature}.lock", $"{_new}\n");
        _repository.WriteGitFile($"{backup}.lock", "");

        // act
        var removing = new StaleLocks(_repository.GitDirectory, _time).RemoveAsync(
            [(ReferenceName.Of(Feature), ObjectId.Parse(_new)), (ReferenceName.Of(backup), ObjectId.Parse(_new))], TestContext.Current.CancellationToken);
        _time.Advance(9 * Second);
        var isThereBefore = !removing.IsCompleted && Exists(backup);
        _time.Advance(Second);

        // assert
        Assert.True(isThereBefore);
        Assert.Equal([Feature, backup], await removing);
    }

    [Fact]
    public async Task Is_somebody_elses_when_it_holds_something_else_by_then()
    {
        // arrange
        _repository.WriteGitFile($"{Feature}.lock", _new[..10]);
        var file = new FileInfo(PathOf(Feature));
        var written = file.LastWriteTimeUtc;

        // act: times can be as coarse as seconds
        var removing = RemoveAsync();
        await File.WriteAllTextAsync(file.FullName, _new, TestContext.Current.CancellationToken);
        file.LastWriteTimeUtc = written;
        _time.Advance(2 * Second);

        // assert
        Assert.Empty(await removing);
        Assert.True(Exists(Feature));
    }

    [Fact]
    public async Task Stays_when_it_cannot_be_read()
    {
        // arrange: nobody may read the memory of a process at its first address, not even root
        File.CreateSymbolicLink(PathOf(Feature), "/proc/self/mem");

        Assert.Empty(await RemoveAsync());
        Assert.True(Exists(Feature));
    }

    [Theory]
    [InlineData("feature", "", true)]
    [InlineData("feature", "ref: refs/heads/other\n", false)]
    [InlineData("other", "", false)]
    public async Task Of_HEAD_goes_where_an_announced_branch_is_checked_out(string branch, string content, bool goes)
    {
        // arrange
        const string head = "worktrees/linked/HEAD";
        _repository.Branch("other", "main");
        _repository.Git("worktree", "add", "--quiet", _repository.Beside("linked"), branch);
        _repository.WriteGitFile($"{head}.lock", content);

        // act
        var removing = RemoveAsync();
        _time.Advance(10 * Second);

        // assert
        Assert.Equal(goes ? [head] : [], await removing);
        Assert.Equal(goes, !Exists(head));
    }

    private Task<IReadOnlyList<string>> RemoveAsync() => new StaleLocks(_repository.GitDirectory, _time)
        .RemoveAsync([(ReferenceName.Of(Feature), ObjectId.Parse(_new))], TestContext.Current.CancellationToken);

    private bool Exists(string reference) => File.Exists(PathOf(reference));

    private string PathOf(string reference) => Path.Combine(_repository.GitDirectory, $"{reference}.lock");
}
