using Collimate.Engine.Integrating;
using Collimate.Engine.Orchestrating;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_signed_commit : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string _program;

    public A_signed_commit()
    {
        // Git wants to read that a signature was made, before it believes that there is one.
        _program = _repository.Beside("sign");
        WriteProgram("cat >/dev/null\necho '[GNUPG:] BEGIN_SIGNING' >&2\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\necho '-----END PGP SIGNATURE-----'");
        _repository.Git("config", "gpg.program", _program);
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Git("checkout", "--quiet", "--detach", "feature");
        _repository.Git("commit", "--quiet", "--amend", "-S", "--no-edit");
        _repository.Git("branch", "--force", "feature", "HEAD");
        _repository.Git("checkout", "--quiet", "main");
        _repository.Commit("feature", "next", ("next", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Loses_its_signature_and_is_counted()
    {
        var result = await AlignAsync(SignedCommits.Drop);

        Assert.Equal(1, Assert.IsType<IntegrationResult.Integrated>(result.Integration).SignaturesDropped);
        Assert.DoesNotContain("gpgsig", _repository.Git("cat-file", "commit", "feature~1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_its_branch_from_moving_where_that_is_configured()
    {
        var before = _repository.Tip("feature");

        var result = await AlignAsync(SignedCommits.Refuse);

        Assert.Equal([OutcomeCodes.SignedCommitsRefused.Name], result.ErrorsDetected);
        Assert.Equal(before, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Is_signed_again_where_the_repository_wants_signatures()
    {
        _repository.Git("config", "commit.gpgSign", "true");

        var result = await AlignAsync(SignedCommits.Drop);

        Assert.Equal(0, Assert.IsType<IntegrationResult.Integrated>(result.Integration).SignaturesDropped);
        foreach (var commit in new[] { "feature", "feature~1" })
        {
            Assert.Contains("gpgsig -----BEGIN PGP SIGNATURE-----", _repository.Git("cat-file", "commit", commit), StringComparison.Ordinal);
        }

        Assert.Equal(_repository.Tip("main"), _repository.Git("rev-parse", "feature~2").Trim());
    }

    [Fact]
    public async Task Is_signed_by_a_process_that_is_known_as_one_of_the_run()
    {
        // arrange
        _repository.Git("config", "commit.gpgSign", "true");
        var canary = _repository.Beside("canary");
        WriteProgram($"printf %s \"$COLLIMATE_RUN\" >'{canary}'; exit 2");

        // act
        var run = await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal(run.Run, await File.ReadAllTextAsync(canary, CancellationToken.None));
    }

    [Fact]
    public async Task Fails_its_branch_when_it_cannot_be_signed_again()
    {
        _repository.Git("config", "commit.gpgSign", "true");
        WriteProgram("echo 'no secret key' >&2\nexit 2");
        var before = _repository.Tip("feature");

        var result = await AlignAsync(SignedCommits.Drop);

        Assert.Equal([OutcomeCodes.SigningFailed.Name], result.ErrorsDetected);
        Assert.Contains("gpg failed to sign the data", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Tip("feature"));
    }

    [Fact]
    public async Task Needs_a_setting_that_git_understands()
    {
        _repository.Git("config", "commit.gpgSign", "maybe");

        var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(() => AlignAsync(SignedCommits.Drop));

        Assert.Equal(ExitCode.UnsuitableRepository, refused.ExitCode);
        Assert.Contains("maybe", refused.Message, StringComparison.Ordinal);
    }

    private void WriteProgram(string script)
    {
        File.WriteAllText(_program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<BranchResult> AlignAsync(SignedCommits signed)
    {
        var options = new AlignmentOptions { Integration = new IntegrationOptions { SignedCommits = signed } };
        return Assert.Single((await new Alignment(_repository) { Options = options }.RunAsync("feature")).Branches);
    }
}
