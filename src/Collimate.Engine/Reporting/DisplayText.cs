using System.Buffers;
using System.Globalization;
using System.Text;

namespace Collimate.Engine.Reporting;

/// <summary>Makes text that others wrote fit for one line of a terminal.</summary>
internal static class DisplayText
{
    private const int ExcerptLength = 80;

    /// <summary>
    /// Replaces what a reader cannot see or what would act on a terminal (control characters, line separators, bidirectional and
    /// other format characters, halves of surrogate pairs) by visible escapes such as <c>\x1B</c> or <c>\u202E</c>.
    /// </summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            rest = rest[AppendNext(result, rest)..];
        }

        return result.ToString();
    }

    /// <summary>As <see cref="Escape"/>, but no longer than about 80 characters; never cut inside an escape.</summary>
    public static string Excerpt(string text)
    {
        var result = new StringBuilder(ExcerptLength);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var before = result.Length;
            rest = rest[AppendNext(result, rest)..];
            if (result.Length > ExcerptLength)
            {
                result.Length = before;
                return result.Append('…').ToString();
            }
        }

        return result.ToString();
    }

    /// <summary>The excerpt in single quotes: how a message names a thing.</summary>
    public static string Quote(string text) => $"'{Excerpt(text)}'";

    private static int AppendNext(StringBuilder result, ReadOnlySpan<char> rest)
    {
        // Surrogates that are no pair decode to the replacement character, but an escape says more.
        var isCharacter = Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done;
        if (isCharacter && IsHarmless(rune))
        {
            result.Append(rest[..length]);
        }
        else
        {
            AppendEscape(result, isCharacter ? rune.Value : rest[0]);
        }

        return length;
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void AppendEscape(StringBuilder result, int value)
    {
        var (prefix, digits) = value switch
        {
            <= 0xFF => ("\\x", "X2"),
            <= 0xFFFF => ("\\u", "X4"),
            _ => ("\\U", "X8"),
        };
        result.Append(prefix).Append(value.ToString(digits, CultureInfo.InvariantCulture));
    }
}
