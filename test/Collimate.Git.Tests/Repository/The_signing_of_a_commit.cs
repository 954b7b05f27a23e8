using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Repository;

public sealed class The_signing_of_a_commit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // A thousand branches may wait for their turn while others sign.
    [Fact]
    public async Task May_wait_for_its_turn_longer_than_it_may_take()
    {
        // arrange: nobody gets a turn
        using var repository = await OpenRepository.CreateAsync();
        repository.Test.Git("config", "gpg.program", WriteProgram(repository));
        var context = repository.Context with { StallLimit = Limit };
        await using var objects = new ObjectReadSession(context);
        var commit = CommitObject.Parse((await objects.ReadAsync([repository.Id("main")], OpenRepository.Stop))[0]!.Bytes);
        for (var i = 0; i < 4; i++)
        {
            await repository.Git.Slots.WaitAsync(OpenRepository.Stop);
        }

        // act
        var writing = new CommitSigning(context, objects).WriteAsync(commit, OpenRepository.Stop);
        await Task.WhenAny(writing, Task.Delay(Limit + Limit / 2, OpenRepository.Stop));
        repository.Git.Slots.Release(4);

        // assert
        var written = await objects.ReadAsync([await writing.InTimeAsync()], OpenRepository.Stop);
        Assert.True(CommitObject.Parse(written[0]!.Bytes).IsSigned);
    }

    private static string WriteProgram(OpenRepository repository)
    {
        var program = Path.Combine(repository.Home, "sign");
        File.WriteAllText(program, """
            #!/bin/sh
            cat >/dev/null
            echo '[GNUPG:] SIG_CREATED ' >&2
            echo '-----BEGIN PGP SIGNATURE-----'
            echo '-----END PGP SIGNATURE-----'

            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return program;
    }
}
