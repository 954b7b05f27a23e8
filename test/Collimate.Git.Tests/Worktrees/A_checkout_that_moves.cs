using Collimate.Git.Tests.Kit;
using Collimate.Git.Worktrees;

namespace Collimate.Git.Tests.Worktrees;

public sealed class A_checkout_that_moves
{
    [Fact]
    public async Task Is_as_before_when_git_is_killed_because_it_takes_too_long()
    {
        // arrange: a filter hangs when everything else is written
        using var repository = await OpenRepository.CreateAsync();
        var old = repository.Id("main");
        repository.Commit("other", ("README", "other\n"), ("added", "other\n"), ("z", "other\n"));
        repository.Test.Git("reset", "--quiet", "--hard");
        repository.Test.Git("config", "filter.slow.smudge", "exec sleep 1000");
        repository.Test.WriteGitFile("info/attributes", "z filter=slow\n");
        var checkout = new Checkout(repository.Context with { CommandLimit = TimeSpan.FromSeconds(5) }, repository.Test.GitDirectory, repository.Test.Path);

        // act
        var failure = await checkout.MoveAsync(old, repository.Id("other"));

        // assert: what git wrote is gone; the lock of the index, which could be anybody's, is named
        Assert.Equal("it did not end within 5 s and was killed; now it has a locked index", Assert.IsType<CheckoutFailure.Refused>(failure).Reason);
        File.Delete(Path.Combine(repository.Test.GitDirectory, "index.lock"));
        Assert.Equal("", repository.Test.Git("status", "--porcelain"));
    }
}
