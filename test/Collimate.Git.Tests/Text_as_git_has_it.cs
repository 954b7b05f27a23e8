using System.Text;
using Collimate.Git.References;

namespace Collimate.Git.Tests;

public sealed class Text_as_git_has_it
{
    private static readonly ByteText Latin = new([(byte)'c', (byte)'a', (byte)'f', 0xE9]);

    [Fact]
    public void Keeps_bytes_that_are_not_UTF8()
    {
        Assert.Equal([0x63, 0x61, 0x66, 0xE9], Latin.Bytes.ToArray());
        Assert.False(Latin.IsUtf8);
        Assert.Equal(4, Latin.Length);
    }

    [Fact]
    public void Is_shown_as_Latin1_where_it_is_not_UTF8() => Assert.Equal("café", Latin.ToString());

    [Fact]
    public void Is_shown_as_UTF8_where_it_is() => Assert.Equal("😀é", new ByteText(Encoding.UTF8.GetBytes("😀é")).ToString());

    [Fact]
    public void Is_not_equal_to_the_same_letters_in_another_encoding()
    {
        Assert.NotEqual(new ByteText("café"), Latin);
        Assert.True(new ByteText("café") != Latin);
        Assert.False(Latin.Equals("café"));
    }

    [Fact]
    public void Is_equal_when_the_bytes_are()
    {
        var same = new ByteText(Latin.Bytes);

        Assert.True(same == Latin && same.Equals((object)Latin) && same.GetHashCode() == Latin.GetHashCode());
    }

    [Fact]
    public void Does_not_change_with_the_bytes_it_was_made_of()
    {
        var bytes = "main"u8.ToArray();
        var text = new ByteText(bytes);

        bytes[0] = (byte)'r';

        Assert.Equal("main", text.ToString());
    }

    [Fact]
    public void Is_ordered_by_bytes_and_not_by_letters()
    {
        ByteText[] sorted = [new("B"), new("a"), new("ab"), Latin, new("z"), new("é")];

        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[0] < sorted[1] && sorted[0] <= sorted[1] && sorted[1] > sorted[0] && sorted[1] >= sorted[0]);
    }

    [Fact]
    public void Is_empty_by_default()
    {
        Assert.Equal(0, default(ByteText).Length);
        Assert.Equal("", default(ByteText).ToString());
        Assert.Equal(new ByteText(""), default);
    }

    [Fact]
    public void Is_never_made_of_half_a_character() => Assert.Throws<EncoderFallbackException>(() => new ByteText("\uD800"));

    [Fact]
    public void Names_a_branch_without_its_prefix_and_anything_else_in_full()
    {
        Assert.Equal("feature/a", ReferenceName.Branch("feature/a").ShortName);
        Assert.Equal("refs/tags/v1", ReferenceName.Of("refs/tags/v1").ShortName);
        Assert.Equal("refs/heads/feature/a", ReferenceName.Branch("feature/a").ToString());
        Assert.False(ReferenceName.Of("refs/headset").IsBranch);
    }

    [Fact]
    public void Orders_references_by_bytes()
    {
        var a = ReferenceName.Branch("a");
        var b = ReferenceName.Branch("b");

        Assert.True(a < b && a <= b && b > a && b >= a);
        Assert.False(b < a || b <= a || a > b || a >= b);
    }
}
