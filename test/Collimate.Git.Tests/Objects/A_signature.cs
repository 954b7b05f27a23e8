using Collimate.Git.Objects;

namespace Collimate.Git.Tests.Objects;

public sealed class A_signature
{
    [Fact]
    public void Ends_its_person_at_the_last_angle_bracket()
    {
        var signature = Signature.Parse("A <b> \"c\" <d@e> 12 +0200"u8);

        Assert.Equal("A <b> \"c\" <d@e>", signature.Person.ToString());
        Assert.Equal(12, signature.Seconds);
        Assert.Equal("+0200", signature.Zone.ToString());
    }

    [Fact]
    public void Is_written_with_single_spaces() =>
        Assert.Equal("A <a@b> 12 +0200", Signature.Parse("A <a@b>  12   +0200 "u8).ToText().ToString());

    [Fact]
    public void May_have_another_date() =>
        Assert.Equal("A <a@b> 99 +0200", (Signature.Parse("A <a@b> 12 +0200"u8) with { Seconds = 99 }).ToText().ToString());
}
