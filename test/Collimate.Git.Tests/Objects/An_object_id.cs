using Collimate.Git.Objects;

namespace Collimate.Git.Tests.Objects;

public sealed class An_object_id
{
    private const string Sha1 = "00112233445566778899aabbccddeeff01234567";
    private const string Sha256 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData(Sha1)]
    [InlineData(Sha256)]
    public void Is_written_as_it_was_read(string hex)
    {
        var id = ObjectId.Parse(hex);

        Assert.Equal(hex, id.ToString());
        Assert.Equal(hex.Length, id.HexLength);
        Assert.Equal(hex[..10], id.Abbreviated);
    }

    [Theory]
    [InlineData(Sha1)]
    [InlineData(Sha256)]
    public void Is_the_same_from_digits_and_from_bytes(string hex)
    {
        var id = new ObjectId(Convert.FromHexString(hex));

        Assert.Equal(ObjectId.Parse(hex), id);
        Assert.Equal(ObjectId.Parse(hex).GetHashCode(), id.GetHashCode());
        Assert.True(id.Equals((object)ObjectId.Parse(hex.ToUpperInvariant())));
    }

    [Fact]
    public void Is_written_in_lower_case() => Assert.Equal(Sha1, ObjectId.Parse(Sha1.ToUpperInvariant()).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("00112233445566778899aabbccddeeff0123456")]
    [InlineData("00112233445566778899aabbccddeeff012345678")]
    [InlineData("g0112233445566778899aabbccddeeff01234567")]
    [InlineData("00112233445566778899aabbccddeeff0123456 ")]
    [InlineData("é0112233445566778899aabbccddeeff0123456")]
    public void Is_nothing_but_forty_or_sixty_four_digits(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);

        Assert.False(ObjectId.TryParse(bytes, out var id));
        Assert.Equal(default, id);
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => ObjectId.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => ObjectId.Parse(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(33)]
    public void Has_no_other_number_of_bytes(int count) => Assert.Throws<ArgumentException>(() => new ObjectId(new byte[count]));

    [Fact]
    public void Is_ordered_as_its_digits_are()
    {
        string[] sorted = [new('0', 40), Sha1, "00112233445566778899aabbccddeeff01234568", "7f" + new string('f', 38), "80" + new string('0', 38), new('f', 40)];

        Assert.Equal(sorted, sorted.Reverse().Select(ObjectId.Parse).Order().Select(id => id.ToString()));
    }

    [Fact]
    public void Compares_by_operators_as_by_its_order()
    {
        var small = ObjectId.Parse(Sha1);
        var large = ObjectId.Parse(new string('f', 40));

        Assert.True(small < large && small <= large && large > small && large >= small && small != large);
        Assert.False(small > large || small >= large || large < small || large <= small || small == large);
        Assert.False(small.Equals("text"));
    }

    // Each of the parts that make up the value.
    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(31)]
    public void Differs_when_one_byte_differs(int position)
    {
        var bytes = new byte[32];
        bytes[position] = 1;

        Assert.NotEqual(new ObjectId(new byte[32]), new ObjectId(bytes));
        Assert.NotEqual(new ObjectId(new byte[20]), new ObjectId(new byte[32]));
    }

    [Fact]
    public void Names_nothing_by_default()
    {
        Assert.Equal("(no object)", default(ObjectId).ToString());
        Assert.Equal(0, default(ObjectId).HexLength);
    }

    [Fact]
    public void Needs_room_for_all_digits()
    {
        var id = ObjectId.Parse(Sha1);
        var room = new byte[41];

        Assert.Equal(40, id.WriteHex(room));
        Assert.Equal(Sha1, System.Text.Encoding.ASCII.GetString(room, 0, 40));
        Assert.Throws<ArgumentException>(() => id.WriteHex(new byte[39]));
    }
}
