using System.Buffers.Binary;

namespace Collimate.Git.Objects;

/// <summary>Bytes in the zlib format (RFC 1950) as they are, in stored blocks (RFC 1951, 3.2.4).</summary>
/// <remarks>A compressor that is told not to compress prepares a quarter of a megabyte for each object all the same: more work than all the rest of a commit.</remarks>
internal static class StoredZlib
{
    private const int LongestBlock = ushort.MaxValue;
    private const int HeaderLength = 2;
    private const int BlockHeaderLength = 5;
    private const int ChecksumLength = 4;
    private const uint AdlerModulus = 65521;

    // So many bytes can be summed up before a sum could overflow (RFC 1950, the sample code; zlib's NMAX).
    private const int LongestSum = 5552;

    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        var blocks = Math.Max(1, (content.Length + LongestBlock - 1) / LongestBlock);
        var result = new byte[HeaderLength + (blocks * BlockHeaderLength) + content.Length + ChecksumLength];
        BinaryPrimitives.WriteUInt16BigEndian(result, 0x7801); // deflate, a window of 32 KiB, the fastest level
        var position = HeaderLength;
        for (var block = 0; block < blocks; block++)
        {
            var piece = content[(block * LongestBlock)..Math.Min((block + 1) * LongestBlock, content.Length)];
            result[position] = block == blocks - 1 ? (byte)1 : (byte)0; // the last one, stored
            BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(position + 1), (ushort)piece.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(position + 3), (ushort)~piece.Length);
            piece.CopyTo(result.AsSpan(position + BlockHeaderLength));
            position += BlockHeaderLength + piece.Length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(position), Adler32(content));
        return result;
    }

    private static uint Adler32(ReadOnlySpan<byte> content)
    {
        var (low, high) = (1u, 0u);
        while (!content.IsEmpty)
        {
            var piece = content[..Math.Min(LongestSum, content.Length)];
            foreach (var value in piece)
            {
                low += value;
                high += low;
            }

            (low, high) = (low % AdlerModulus, high % AdlerModulus);
            content = content[piece.Length..];
        }

        return (high << 16) | low;
    }
}
