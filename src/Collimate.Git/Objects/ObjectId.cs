using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Collimate.Git.Objects;

/// <summary>The name of a git object: 20 (SHA-1) or 32 (SHA-256) bytes, written as lower case hexadecimal digits.</summary>
/// <remarks>A value without heap storage: the graph of a large repository holds hundreds of thousands of them.</remarks>
public readonly struct ObjectId : IEquatable<ObjectId>, IComparable<ObjectId>
{
    private const int AbbreviatedLength = 10;
    private const int Sha1Bytes = 20;
    private const int Sha256Bytes = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;
    private readonly byte _length;

    /// <param name="bytes">20 or 32 bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (Sha1Bytes or Sha256Bytes))
        {
            throw new ArgumentException($"BUG: an object id has 20 or 32 bytes, not {bytes.Length}", nameof(bytes));
        }

        Span<byte> padded = stackalloc byte[Sha256Bytes];
        padded.Clear();
        bytes.CopyTo(padded);
        _first = BinaryPrimitives.ReadUInt64BigEndian(padded);
        _second = BinaryPrimitives.ReadUInt64BigEndian(padded[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(padded[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(padded[24..]);
        _length = (byte)bytes.Length;
    }

    /// <summary>How many hexadecimal digits the id has: 40 or 64, or 0 for the default value, which names nothing.</summary>
    public int HexLength => _length * 2;

    /// <summary>Enough digits for a person to recognise the object in a report. Never use it to look the object up.</summary>
    public string Abbreviated => ToString()[..AbbreviatedLength];

    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);

    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;

    /// <exception cref="FormatException">The text is not 40 or 64 hexadecimal digits.</exception>
    public static ObjectId Parse(string text) =>
        TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var id)
            ? id
            : throw new FormatException($"'{text}' is not a git object id: expected 40 or 64 hexadecimal digits");

    /// <exception cref="FormatException">The bytes are not 40 or 64 hexadecimal digits.</exception>
    public static ObjectId Parse(ReadOnlySpan<byte> hex) =>
        TryParse(hex, out var id)
            ? id
            : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(hex)}' is not a git object id: expected 40 or 64 hexadecimal digits");

    public static bool TryParse(ReadOnlySpan<byte> hex, out ObjectId id)
    {
        id = default;
        if (hex.Length is not (2 * Sha1Bytes or 2 * Sha256Bytes))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[hex.Length / 2];
        if (Convert.FromHexString(hex, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        id = new ObjectId(bytes);
        return true;
    }

    /// <summary>Writes the hexadecimal digits as ASCII.</summary>
    /// <returns>How many bytes were written: <see cref="HexLength"/>.</returns>
    public int WriteHex(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Sha256Bytes];
        CopyTo(bytes);
        return Convert.TryToHexStringLower(bytes[.._length], destination, out var written)
            ? written
            : throw new ArgumentException($"BUG: {HexLength} bytes of room needed", nameof(destination));
    }

    public bool Equals(ObjectId other) =>
        _first == other._first && _second == other._second && _third == other._third
        && _fourth == other._fourth && _length == other._length;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ObjectId other && Equals(other);

    // The id is a cryptographic hash already; any part of it is as good as the whole.
    public override int GetHashCode() => _first.GetHashCode();

    public int CompareTo(ObjectId other)
    {
        Span<byte> mine = stackalloc byte[Sha256Bytes];
        Span<byte> theirs = stackalloc byte[Sha256Bytes];
        CopyTo(mine);
        other.CopyTo(theirs);
        return mine.SequenceCompareTo(theirs);
    }

    public override string ToString()
    {
        if (_length == 0)
        {
            return "(no object)";
        }

        Span<byte> bytes = stackalloc byte[Sha256Bytes];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes[.._length]);
    }

    private void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _fourth);
    }
}
