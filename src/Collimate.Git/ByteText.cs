using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Collimate.Git;

/// <summary>Text as git has it: bytes that are usually UTF-8 and sometimes not. Paths and reference names are this.</summary>
/// <remarks>Immutable and compared byte for byte, so that a name which is not UTF-8 survives every way through the tool.</remarks>
public readonly struct ByteText : IEquatable<ByteText>, IComparable<ByteText>
{
    // .NET would replace what it cannot decode; this says so, and the caller falls back to Latin-1.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[]? _bytes;

    public ByteText(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    public ByteText(string text) => _bytes = StrictUtf8.GetBytes(text);

    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Length => _bytes?.Length ?? 0;

    public bool IsUtf8 => System.Text.Unicode.Utf8.IsValid(Bytes);

    public static bool operator ==(ByteText left, ByteText right) => left.Equals(right);

    public static bool operator !=(ByteText left, ByteText right) => !left.Equals(right);

    public static bool operator <(ByteText left, ByteText right) => left.CompareTo(right) < 0;

    public static bool operator <=(ByteText left, ByteText right) => left.CompareTo(right) <= 0;

    public static bool operator >(ByteText left, ByteText right) => left.CompareTo(right) > 0;

    public static bool operator >=(ByteText left, ByteText right) => left.CompareTo(right) >= 0;

    public bool Equals(ByteText other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ByteText other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public int CompareTo(ByteText other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>For people: decoded as UTF-8, or as Latin-1 where it is not UTF-8. Not escaped.</summary>
    public override string ToString() => (IsUtf8 ? StrictUtf8 : Encoding.Latin1).GetString(Bytes);
}
