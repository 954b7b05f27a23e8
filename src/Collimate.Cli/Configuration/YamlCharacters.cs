using System.Buffers;
using System.Globalization;
using System.Text;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Configuration;

/// <summary>Refuses characters that the YAML parser takes for something else than a reader or an editor does.</summary>
/// <remarks>NUL is the end of the text to it, and U+0085, U+2028 and U+2029 end a line (and with it a comment), as in YAML 1.1.</remarks>
internal static class YamlCharacters
{
    private const char Substitute = '_';

    private static readonly SearchValues<char> Refused = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r')), '\u2028', '\u2029']);

    /// <summary>The same text with every refused character masked, so that reading can go on and find the other problems.</summary>
    public static string Mask(string text, InputProblems problems)
    {
        var first = text.AsSpan().IndexOfAny(Refused);
        if (first < 0)
        {
            return text;
        }

        var count = text.Count(Refused.Contains);
        var others = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {count - 1} more characters like it)");
        var position = new TextPositionCursor(Encoding.UTF8.GetBytes(text)).Locate(Encoding.UTF8.GetByteCount(text.AsSpan(0, first)));
        problems.Add(position, "$", $"the character {DisplayText.Escape(text[first].ToString())}{others}", "text without control characters");
        return new string([.. text.Select(c => Refused.Contains(c) ? Substitute : c)]);
    }
}
