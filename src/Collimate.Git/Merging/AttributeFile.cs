namespace Collimate.Git.Merging;

/// <summary>The content of a <c>.gitattributes</c>, reduced to what may influence a merge here (gitattributes(5)).</summary>
/// <remarks>
/// A merge driver or a filter that is a program must not run: only git's built-in drivers stay. Lines that git itself warns
/// about and ignores go as well, or every merge would complain. Pure.
/// </remarks>
internal static class AttributeFile
{
    // attr.h, ATTR_MAX_LINE_LENGTH: longer lines are ignored with a warning.
    private const int LongestLine = 2048;

    public static byte[] WithoutPrograms(ReadOnlySpan<byte> content)
    {
        using var result = new MemoryStream(content.Length);
        foreach (var range in content.Split((byte)'\n'))
        {
            WriteLine(result, content[range].Trim(" \t\r"u8));
        }

        return result.ToArray();
    }

    private static void WriteLine(MemoryStream result, ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.Length >= LongestLine || line[0] is (byte)'!' or (byte)'#')
        {
            return;
        }

        var pattern = PatternLength(line);
        result.Write(line[..pattern]);
        foreach (var range in line[pattern..].SplitAny(" \t\r"u8))
        {
            var attribute = line[pattern..][range];
            if (!attribute.IsEmpty && !NamesProgram(attribute))
            {
                result.WriteByte((byte)' ');
                result.Write(attribute);
            }
        }

        result.WriteByte((byte)'\n');
    }

    /// <summary>A pattern ends at white space, unless it is quoted as in C; a macro definition counts as a pattern too.</summary>
    private static int PatternLength(ReadOnlySpan<byte> line)
    {
        if (line[0] == (byte)'"')
        {
            for (var i = 1; i < line.Length; i++)
            {
                if (line[i] == (byte)'\\')
                {
                    i++;
                }
                else if (line[i] == (byte)'"')
                {
                    return i + 1;
                }
            }
        }

        var end = line.IndexOfAny((byte)' ', (byte)'\t');
        return end < 0 ? line.Length : end;
    }

    private static bool NamesProgram(ReadOnlySpan<byte> attribute) =>
        attribute.StartsWith("filter="u8)
        || (attribute.StartsWith("merge="u8)
            && !attribute.SequenceEqual("merge=union"u8)
            && !attribute.SequenceEqual("merge=binary"u8)
            && !attribute.SequenceEqual("merge=text"u8));
}
