namespace Collimate.Git.Merging;

/// <summary>The content of a <c>.gitattributes</c>, reduced to what may influence a merge here (gitattributes(5)).</summary>
/// <remarks>
/// A merge driver or a filter that is a program must not run. A driver becomes git's own merge of text, which git itself falls
/// back to when a driver is not configured; without any word an earlier, weaker line would win. Lines that git warns about and
/// ignores go, or every merge would complain. Pure.
/// </remarks>
internal static class AttributeFile
{
    // attr.h, ATTR_MAX_LINE_LENGTH: longer lines are ignored with a warning.
    private const int LongestLine = 2048;

    /// <param name="place">Macros count only in the top directory.</param>
    public static byte[] WithoutPrograms(ReadOnlySpan<byte> content, AttributePlace place)
    {
        using var result = new MemoryStream(content.Length);
        foreach (var range in content.Split((byte)'\n'))
        {
            WriteLine(result, content[range].Trim(" \t\r"u8), place);
        }

        return result.ToArray();
    }

    private static void WriteLine(MemoryStream result, ReadOnlySpan<byte> line, AttributePlace place)
    {
        if (line.IsEmpty
            || line.Length >= LongestLine
            || line[0] is (byte)'!' or (byte)'#'
            || (line.StartsWith("[attr]"u8) && place == AttributePlace.Below))
        {
            return;
        }

        var pattern = PatternLength(line);
        using var attributes = new MemoryStream();
        foreach (var range in line[pattern..].SplitAny(" \t\r"u8))
        {
            var attribute = line[pattern..][range];
            if (attribute.IsEmpty)
            {
                continue;
            }

            if (!HasValidName(attribute))
            {
                return;
            }

            attributes.WriteByte((byte)' ');
            attributes.Write(NamesDriver(attribute) ? "merge=text"u8 : attribute.StartsWith("filter="u8) ? "-filter"u8 : attribute);
        }

        result.Write(line[..pattern]);
        attributes.WriteTo(result);
        result.WriteByte((byte)'\n');
    }

    /// <summary>Letters, digits, <c>-</c>, <c>.</c> and <c>_</c>, not beginning with a dash (attr.c, attr_name_valid).</summary>
    private static bool HasValidName(ReadOnlySpan<byte> attribute)
    {
        var name = attribute[0] is (byte)'-' or (byte)'!' ? attribute[1..] : attribute;
        var end = name.IndexOf((byte)'=');
        name = end < 0 ? name : name[..end];
        if (name.IsEmpty || name[0] == (byte)'-')
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)'-' or (byte)'.' or (byte)'_'))
            {
                return false;
            }
        }

        return true;
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

    private static bool NamesDriver(ReadOnlySpan<byte> attribute) =>
        attribute.StartsWith("merge="u8)
        && !attribute.SequenceEqual("merge=union"u8)
        && !attribute.SequenceEqual("merge=binary"u8);
}

/// <summary>Where a <c>.gitattributes</c> stands.</summary>
internal enum AttributePlace
{
    Top,
    Below,
}
