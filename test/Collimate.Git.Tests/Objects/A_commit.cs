using System.Text;
using Collimate.Git.Objects;
using Collimate.TestKit;
using static Collimate.Git.Tests.Objects.Commits;

namespace Collimate.Git.Tests.Objects;

public sealed class A_commit
{
    [Theory]
    [InlineData(Tree + Author + Committer + "\nsubject\n\nbody\n")]
    [InlineData(Tree + Parent + Parent + Author + Committer + "\nmerge\n")]
    [InlineData(Tree + Author + Committer + "encoding ISO-8859-1\n\ncaf\u00e9\n")]
    [InlineData(Tree + Author + Committer + "\ncaf\u00e9 without a header\n")]
    [InlineData(Tree + Author + Committer + "\nno newline at the end")]
    [InlineData(Tree + Author + Committer + "\n")]
    [InlineData(Tree + Author + Committer + "\n\n\nblank lines first\n")]
    [InlineData(Tree + Author + Committer + "\na NUL \0 inside\n")]
    [InlineData(Tree + "author A > B <a@b> <c@d> 0 +0000\n" + Committer + "\nx\n")]
    [InlineData(Tree + "author <> 9223372036854775807 weird\n" + Committer + "\nx\n")]
    [InlineData(Tree + "author \u00e9 <e@x>   5\n" + Committer + "\nx\n")]
    public void Is_written_byte_for_byte_as_it_was_read(string raw)
    {
        var commit = CommitObject.Parse(Bytes(raw));

        Assert.Equal(raw, Encoding.Latin1.GetString(commit.ToBytes()));
        Assert.False(commit.IsSigned);
    }

    [Fact]
    public void Says_what_stands_in_it()
    {
        var commit = CommitObject.Parse(Bytes(Tree + Parent + Author + Committer + "encoding ISO-8859-1\n\nsubject\n\nbody"));

        Assert.Equal("4b825dc642cb6eb9a060e54bf8d69288fbee4904", commit.Tree.ToString());
        Assert.Equal(new string('1', 40), Assert.Single(commit.Parents).ToString());
        Assert.Equal("Ada Tester <ada@example.com> 1700000000 +0100", commit.Author.ToString());
        Assert.Equal(1_700_000_060, commit.Committer.Seconds);
        Assert.Equal("ISO-8859-1", commit.Encoding.ToString());
        Assert.Equal("subject\n\nbody", Encoding.ASCII.GetString(commit.Message.Span));
    }

    [Theory]
    [InlineData("one line", "one line")]
    [InlineData("first\nsecond\n", "first")]
    [InlineData("\n\nafter blank lines\n", "after blank lines")]
    [InlineData("", "")]
    [InlineData("caf\u00e9\n", "caf\u00e9")]
    public void Has_the_first_line_of_the_message_as_its_subject(string message, string subject) =>
        Assert.Equal(subject, CommitObject.Parse(Bytes(Tree + Author + Committer + "\n" + message)).Subject);

    [Theory]
    [InlineData(PgpSignature)]
    [InlineData("gpgsig-sha256 -----BEGIN PGP SIGNATURE-----\n parent\n")]
    public void Is_known_to_be_signed(string signature) =>
        Assert.True(CommitObject.Parse(Bytes(Tree + Author + Committer + signature + "\nx\n")).IsSigned);

    [Fact]
    public void Loses_signatures_and_merge_tags_and_nothing_else()
    {
        var raw = Tree + Parent + Author + Committer + "encoding ISO-8859-1\n" + MergeTag + PgpSignature + "HG:extra x\n\nsubject\n";

        var commit = CommitObject.Parse(Bytes(raw));

        Assert.Equal(Tree + Parent + Author + Committer + "encoding ISO-8859-1\n\nsubject\n", Encoding.Latin1.GetString(commit.ToBytes()));
    }

    [Theory]
    [InlineData("", "no tree")]
    [InlineData("\n" + Tree + Author + Committer, "no tree")]
    [InlineData(Parent + Author + Committer + "\nx\n", "no tree")]
    [InlineData(Tree + Committer + "\nx\n", "no author")]
    [InlineData(Tree + Author + "\nx\n", "no committer")]
    [InlineData("tree 4b825\n" + Author + Committer + "\nx\n", "not an object id")]
    [InlineData("tree\n" + Author + Committer + "\nx\n", "not an object id")]
    [InlineData(Tree + "parent zz\n" + Author + Committer + "\nx\n", "not an object id")]
    [InlineData(Tree + "author nobody\n" + Committer + "\nx\n", "no mail address")]
    [InlineData(Tree + "author\n" + Committer + "\nx\n", "no mail address")]
    [InlineData(Tree + "author A <a@b>\n" + Committer + "\nx\n", "no date")]
    [InlineData(Tree + "author A <a@b> soon\n" + Committer + "\nx\n", "no date")]
    [InlineData(Tree + "author A <a@b> -1 +0000\n" + Committer + "\nx\n", "no date")]
    [InlineData(Tree + "author A <a@b> 99999999999999999999 +0000\n" + Committer + "\nx\n", "no date")]
    public void Is_refused_when_a_header_is_missing_or_unreadable(string raw, string problem) =>
        Assert.Contains(problem, Assert.Throws<MalformedObjectException>(() => CommitObject.Parse(Bytes(raw))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(Tree + Author + Committer)]
    [InlineData(Tree + Author + "committer Bob <bob@example.com> 1700000060 -0330")]
    public void May_end_after_its_headers(string raw) => Assert.Equal(0, CommitObject.Parse(Bytes(raw)).Message.Length);

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public void Of_git_gets_the_same_name_again(string format)
    {
        using var repository = TestRepository.Create($"--object-format={format}");
        var id = repository.Commit("main", "é\n\nbody", ("f", "x\n"));
        var (_, content, _) = repository.Run(["cat-file", "commit", id], []);

        var again = CommitObject.Parse(content).ToBytes();

        Assert.Equal(id, (format == "sha1" ? ObjectFormat.Sha1 : ObjectFormat.Sha256).NameOf("commit", again).ToString());
    }
}
