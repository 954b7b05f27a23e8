using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class Branches_that_share_commits : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public Branches_that_share_commits()
    {
        var history = new History(_repository).Commit("lower", "one", FileChange.File("a", "1\n")).Commit("lower", "two", FileChange.File("a", "2\n"));
        history.Start("upper", "lower").Start("twin", "lower").Commit("upper", "three", FileChange.File("b", "3\n"));
        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Import();
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Stay_stacked_on_one_another()
    {
        await new Alignment(_repository).RunAsync("upper", "lower");

        Assert.Equal(_repository.Tip("lower"), _repository.Git("rev-parse", "upper~1").Trim());
        Assert.Equal(["three", "two", "one"], _repository.Subjects("main..upper"));
    }

    [Fact]
    public async Task Stay_equal_when_they_were_equal()
    {
        await new Alignment(_repository).RunAsync("twin", "lower");

        Assert.Equal(_repository.Tip("lower"), _repository.Tip("twin"));
    }
}
