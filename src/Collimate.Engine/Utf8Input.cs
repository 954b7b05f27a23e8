using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Collimate.Engine;

/// <summary>Judges the bytes of a file before anything reads them as text.</summary>
internal static class Utf8Input
{
    private const byte Mask = (byte)'_';

    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The same text with every byte that is not UTF-8 masked, so that reading can go on and find the other problems.</summary>
    public static ReadOnlySpan<byte> MaskInvalidBytes(ReadOnlySpan<byte> bytes, InputProblems problems)
    {
        if (Utf8.IsValid(bytes))
        {
            return bytes;
        }

        var masked = bytes.ToArray();
        var (first, count) = (-1, 0);
        for (var offset = 0; offset < masked.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) != OperationStatus.Done)
            {
                first = first < 0 ? offset : first;
                masked.AsSpan(offset, length).Fill(Mask);
                count++;
            }

            offset += length;
        }

        var others = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {count - 1} more places like it)");
        problems.Add(
            new TextPositionCursor(masked).Locate(first),
            "$",
            string.Create(CultureInfo.InvariantCulture, $"the byte 0x{bytes[first]:X2}, which is not UTF-8{others}"),
            "text in UTF-8");
        return masked;
    }
}
