using Collimate.Engine.Reporting;

namespace Collimate.Cli.Rendering;

/// <summary>A path that a person may copy into a shell.</summary>
internal static class ShellWord
{
    /// <summary>As it is where that is safe, in single quotes otherwise; what cannot be seen is escaped.</summary>
    public static string Quote(string path)
    {
        var visible = DisplayText.Escape(path);
        return visible.All(character => char.IsAsciiLetterOrDigit(character) || "/._-+:@%".Contains(character, StringComparison.Ordinal))
            ? visible
            : $"'{visible.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
