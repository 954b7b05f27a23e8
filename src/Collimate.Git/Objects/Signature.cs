using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Collimate.Git.Objects;

/// <summary>Who and when, as it stands in a commit: <c>Name &lt;mail&gt; seconds zone</c>.</summary>
/// <param name="Person">Name and mail with the angle brackets, byte for byte.</param>
/// <param name="Seconds">Since 1970-01-01 UTC.</param>
/// <param name="Zone">For example <c>+0200</c>; only for display.</param>
internal sealed record Signature(ByteText Person, long Seconds, ByteText Zone)
{
    /// <summary>Without the mail; empty when there is none. Not escaped.</summary>
    public string Name
    {
        get
        {
            var person = Person.ToString();
            return person[..Math.Max(person.LastIndexOf('<'), 0)].TrimEnd(' ');
        }
    }

    /// <summary>Without the angle brackets. Not escaped.</summary>
    public string Mail
    {
        get
        {
            var person = Person.ToString();
            return person[(person.LastIndexOf('<') + 1)..].TrimEnd('>');
        }
    }

    /// <summary>Splits at the last <c>&gt;</c>, because a name may contain anything else.</summary>
    /// <exception cref="MalformedObjectException">No mail, no date, or a date out of range.</exception>
    public static Signature Parse(ReadOnlySpan<byte> line)
    {
        var mailEnd = line.LastIndexOf((byte)'>');
        if (mailEnd < 0)
        {
            throw new MalformedObjectException("a signature has no mail address in angle brackets");
        }

        var rest = line[(mailEnd + 1)..].Trim((byte)' ');
        if (!Utf8Parser.TryParse(rest, out long seconds, out var digits) || seconds < 0)
        {
            throw new MalformedObjectException("a signature has no date in seconds since 1970");
        }

        return new Signature(new ByteText(line[..(mailEnd + 1)]), seconds, new ByteText(rest[digits..].Trim((byte)' ')));
    }

    /// <summary>The whole line as it stands in a commit.</summary>
    public ByteText ToText()
    {
        using var text = new MemoryStream();
        WriteTo(text);
        return new ByteText(text.ToArray());
    }

    public void WriteTo(MemoryStream destination)
    {
        destination.Write(Person.Bytes);
        destination.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {Seconds} ")));
        destination.Write(Zone.Bytes);
    }
}
