using System.Globalization;
using System.Text;
using Collimate.Engine.Integrating;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_commit_that_is_applied_again : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Keeps_author_message_and_encoding_byte_for_byte()
    {
        // arrange: Latin-1, a person without a name, blank lines at both ends, no line end
        var message = "encoding ISO-8859-1\n\n\nGr\u00fc\u00dfe  \n\n# not a comment\n\n\nno end"u8.ToArray();
        var latin = Encoding.Latin1.GetBytes("encoding ISO-8859-1\n\n\nGr\u00fc\u00dfe  \n\n# not a comment\n\n\nno end");
        Assert.NotEqual(message, latin);
        Put("feature", "author  <> 1500000000 -0930\ncommitter B <b@example.com> 1600000000 +0000\n", latin);
        _repository.Commit("main", "newer", ("newer", "1\n"));

        // act
        await new Alignment(_repository).RunAsync("feature");

        // assert
        var (_, content, _) = _repository.Run(["cat-file", "commit", "feature"], []);
        var text = Encoding.Latin1.GetString(content);
        Assert.Contains("\nauthor  <> 1500000000 -0930\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n" + Encoding.Latin1.GetString(latin), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_600_000_000, "1700000180 +0100")]
    [InlineData(1_900_000_000, "1900000000 +0330")]
    public async Task Is_committed_by_the_configured_person_at_the_later_date_of_both(long date, string expected)
    {
        // arrange: main's second commit is of 1700000180 +0100
        Put("feature", string.Create(CultureInfo.InvariantCulture, $"author A <a@example.com> 1 +0000\ncommitter B <b@example.com> {date} +0330\n"), "\nown\n"u8);
        _repository.Commit("main", "newer", ("newer", "1\n"));

        // act
        await new Alignment(_repository).RunAsync("feature");

        // assert
        Assert.Equal($"Ada Tester <ada@example.com> {expected}", _repository.Git("log", "-1", "--format=%cn <%ce> %cd", "--date=raw", "feature").Trim());
    }

    [Fact]
    public async Task Is_committed_at_the_date_of_the_environment_when_that_is_set()
    {
        // arrange
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        var alignment = new Alignment(_repository);
        alignment.Variables["GIT_COMMITTER_DATE"] = "1234567890 -0100";
        alignment.Variables["GIT_COMMITTER_NAME"] = "Eve";

        // act
        await alignment.RunAsync("feature");

        // assert
        Assert.Equal("Eve 1234567890 -0100", _repository.Git("log", "-1", "--format=%cn %cd", "--date=raw", "feature").Trim());
    }

    [Fact]
    public async Task Loses_its_signature_which_is_counted()
    {
        // arrange
        const string Signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n";
        Put("feature", "author A <a@example.com> 1 +0000\ncommitter B <b@example.com> 2 +0000\n" + Signature, "\nsigned\n"u8);
        _repository.Commit("feature", "not signed", ("more", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));

        // act
        var result = Assert.Single((await new Alignment(_repository).RunAsync("feature")).Branches);

        // assert
        Assert.Equal(1, Assert.IsType<IntegrationResult.Integrated>(result.Integration).SignaturesDropped);
        Assert.DoesNotContain("gpgsig", _repository.Git("cat-file", "commit", "feature~1"), StringComparison.Ordinal);
        Assert.Contains(
            "Signatures of 1 commits could not be kept", await File.ReadAllTextAsync(result.ChangesSummary!, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gets_the_same_id_whenever_and_however_often_it_is_made()
    {
        // arrange
        _repository.Commit("feature", "own", ("own", "1\n"));
        _repository.Commit("main", "newer", ("newer", "1\n"));
        using var copy = _repository.Copy();

        // act
        await new Alignment(_repository).RunAsync("feature");
        await new Alignment(copy) { Time = new Collimate.TestKit.Fakes.FakeTime() }.RunAsync("feature");

        // assert
        Assert.Equal(_repository.Tip("feature"), copy.Tip("feature"));
    }

    private void Put(string branch, string headers, ReadOnlySpan<byte> rest)
    {
        var tree = _repository.Git("rev-parse", $"{_repository.Commit("content", "content", ("own", "1\n"))}^{{tree}}").Trim();
        var start = Encoding.ASCII.GetBytes($"tree {tree}\nparent {_repository.Tip("main")}\n{headers}");
        var (_, id, _) = _repository.Run(["hash-object", "-t", "commit", "-w", "--stdin"], [.. start, .. rest]);
        _repository.Git("update-ref", $"refs/heads/{branch}", Encoding.ASCII.GetString(id).Trim());
    }
}
