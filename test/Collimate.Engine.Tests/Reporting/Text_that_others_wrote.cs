using Collimate.Engine.Reporting;

namespace Collimate.Engine.Tests.Reporting;

public sealed class Text_that_others_wrote
{
    [Theory]
    [InlineData("plain text, äöü 漢字 😀", "plain text, äöü 漢字 😀")]
    [InlineData("\u001b[31mred\u0007", @"\x1B[31mred\x07")]
    [InlineData("a\r\n\tb\0", @"a\x0D\x0A\x09b\x00")]
    [InlineData("\u007f\u0080\u009b\u0085", @"\x7F\x80\x9B\x85")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e", @"\u202A\u202B\u202C\u202D\u202E")]
    [InlineData("\u2066\u2067\u2068\u2069\u200e\u200f\u061c", @"\u2066\u2067\u2068\u2069\u200E\u200F\u061C")]
    [InlineData("\u2028\u2029\ufeff\u200b", @"\u2028\u2029\uFEFF\u200B")]
    [InlineData("\U000E0041", @"\U000E0041")]
    [InlineData("", "")]
    public void Is_shown_with_visible_escapes(string text, string expected) => Assert.Equal(expected, DisplayText.Escape(text));

    [Fact]
    public void Is_shown_with_escapes_for_halves_of_surrogate_pairs() =>
        Assert.Equal(@"a\uD800b\uDC00\uD83D", DisplayText.Escape(new string(['a', '\uD800', 'b', '\uDC00', '\uD83D'])));

    [Fact]
    public void Is_cut_after_eighty_characters()
    {
        Assert.Equal(new string('x', 80), DisplayText.Excerpt(new string('x', 80)));
        Assert.Equal(new string('x', 80) + "…", DisplayText.Excerpt(new string('x', 81)));
    }

    [Fact]
    public void Is_never_cut_inside_an_escape_or_a_character()
    {
        Assert.Equal(new string('x', 79) + "…", DisplayText.Excerpt(new string('x', 79) + "\u202e"));
        Assert.Equal(new string('x', 79) + "…", DisplayText.Excerpt(new string('x', 79) + "😀"));
    }

    [Fact]
    public void Is_named_in_single_quotes() => Assert.Equal(@"'a\x0Ab'", DisplayText.Quote("a\nb"));
}
