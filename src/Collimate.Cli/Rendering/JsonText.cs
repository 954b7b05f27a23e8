using System.Globalization;
using System.Text;

namespace Collimate.Cli.Rendering;

/// <summary>JSON that may end up on a terminal.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes what a reader cannot see, or what turns the direction of text, as <c>\u202E</c>. It means the same: in a
    /// document of ours such characters stand in strings only.
    /// </summary>
    public static string Escape(string json)
    {
        var result = new StringBuilder(json.Length);
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.Value == '\n' || Rune.GetUnicodeCategory(rune) is not
                (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                result.Append(rune.ToString());
                continue;
            }

            foreach (var unit in rune.ToString())
            {
                result.Append("\\u").Append(((int)unit).ToString("X4", CultureInfo.InvariantCulture));
            }
        }

        return result.ToString();
    }
}
