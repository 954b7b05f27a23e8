using System.Text;
using Collimate.Git.Merging;

namespace Collimate.Git.Tests.Merging;

public sealed class Attributes_of_a_primary_branch
{
    [Theory]
    [InlineData("*.txt merge=union", "*.txt merge=union\n")]
    [InlineData("*.png binary -merge", "*.png binary -merge\n")]
    [InlineData("*.md merge=binary eol=lf", "*.md merge=binary eol=lf\n")]
    [InlineData("  * \t merge=text  ", "* merge=text\n")]
    public void Keep_what_git_does_by_itself(string line, string expected) => Assert.Equal(expected, Reduced(line));

    [Theory]
    [InlineData("* merge=evil", "*\n")]
    [InlineData("*.bin filter=lfs diff=lfs merge=lfs -text", "*.bin diff=lfs -text\n")]
    [InlineData("\"name with blanks\" merge=evil text", "\"name with blanks\" text\n")]
    [InlineData("\"a \\\" quote\" merge=evil", "\"a \\\" quote\"\n")]
    [InlineData("[attr]own merge=evil text", "[attr]own text\n")]
    public void Lose_every_program(string line, string expected) => Assert.Equal(expected, Reduced(line));

    [Theory]
    [InlineData("!*.txt merge=union")]
    [InlineData("# a comment")]
    [InlineData("   ")]
    public void Lose_lines_that_mean_nothing(string line) => Assert.Equal("", Reduced(line));

    [Fact]
    public void Lose_lines_that_git_would_complain_about_for_their_length() =>
        Assert.Equal("b text\n", Reduced($"{new string('a', 2048)} text\nb text"));

    [Fact]
    public void Survive_a_quote_that_is_never_closed() => Assert.Equal("\"open text\n", Reduced("\"open merge=evil text"));

    private static string Reduced(string text) => Encoding.UTF8.GetString(AttributeFile.WithoutPrograms(Encoding.UTF8.GetBytes(text)));
}
