namespace Collimate.Engine.Detecting;

/// <summary>Finds the lines that git leaves in a file when it could not merge it.</summary>
/// <remarks>
/// A marker stands at the start of a line: seven characters, then a blank, a line end or nothing more. Only a start, a
/// middle and an end in this order count, because a line of equals signs alone is a heading in several markup languages.
/// Pure.
/// </remarks>
internal static class ConflictMarkers
{
    private const int MarkerLength = 7;

    /// <returns>The line of the first start that is followed by a middle and an end, counted from 1; 0 when there is none.</returns>
    public static int FindFirst(ReadOnlySpan<byte> content)
    {
        var line = 0;
        var start = 0;
        var hasMiddle = false;
        foreach (var range in content.Split((byte)'\n'))
        {
            line++;
            switch (MarkerOf(content[range]))
            {
                case (byte)'<':
                    start = line;
                    hasMiddle = false;
                    break;
                case (byte)'=' when start > 0:
                    hasMiddle = true;
                    break;
                case (byte)'>' when hasMiddle:
                    return start;
                default:
                    break;
            }
        }

        return 0;
    }

    /// <returns>The character of the marker, or 0.</returns>
    private static byte MarkerOf(ReadOnlySpan<byte> line)
    {
        if (line.Length < MarkerLength || line[0] is not ((byte)'<' or (byte)'=' or (byte)'>'))
        {
            return 0;
        }

        var marker = line[..MarkerLength];
        var rest = line[MarkerLength..];
        var isUniform = !marker.ContainsAnyExcept(line[0]);
        var isWhole = rest.IsEmpty || rest[0] is (byte)' ' or (byte)'\r';
        return isUniform && isWhole ? line[0] : (byte)0;
    }
}
