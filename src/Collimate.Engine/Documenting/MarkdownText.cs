using System.Text;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Documenting;

/// <summary>Makes text that others wrote fit for Markdown: it shows as it is and formats, links or embeds nothing.</summary>
internal static class MarkdownText
{
    private const string Special = @"\`*_{}[]()<>#+-.!|~&:@$";

    public static string Escape(string text)
    {
        var result = new StringBuilder();
        foreach (var character in DisplayText.Escape(text))
        {
            if (Special.Contains(character, StringComparison.Ordinal))
            {
                result.Append('\\');
            }

            result.Append(character);
        }

        return result.ToString();
    }
}
