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
    [InlineData("* merge=evil", "* merge=text\n")]
    [InlineData("*.bin filter=lfs diff=lfs merge=lfs -text", "*.bin -filter diff=lfs merge=text -text\n")]
    [InlineData("\"name with blanks\" merge=evil text", "\"name with blanks\" merge=text text\n")]
    [InlineData("\"a \\\" quote\" merge=evil", "\"a \\\" quote\" merge=text\n")]
    [InlineData("[attr]own merge=evil text", "[attr]own merge=text text\n")]
    public void Lose_every_program(string line, string expected) => Assert.Equal(expected, Reduced(line));

    [Theory]
    [InlineData("!*.txt merge=union")]
    [InlineData("# a comment")]
    [InlineData("   ")]
    [InlineData("* foo@bar text")]
    [InlineData("* --text")]
    [InlineData("* =x")]
    public void Lose_lines_that_mean_nothing(string line) => Assert.Equal("", Reduced(line));

    [Fact]
    public void Lose_lines_that_git_would_complain_about_for_their_length() =>
        Assert.Equal("b text\n", Reduced($"{new string('a', 2048)} text\nb text"));

    [Fact]
    public void Survive_a_quote_that_is_never_closed() => Assert.Equal("\"open merge=text text\n", Reduced("\"open merge=evil text"));

    [Fact]
    public void Lose_macros_below_the_top_directory() =>
        Assert.Equal("", Encoding.UTF8.GetString(AttributeFile.WithoutPrograms("[attr]own text"u8, AttributePlace.Below)));

    private static string Reduced(string text) => Encoding.UTF8.GetString(AttributeFile.WithoutPrograms(Encoding.UTF8.GetBytes(text), AttributePlace.Top));
}
