using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Collimate.Cli.Tests.Documents;

/// <summary>The documents of the repository that these tests run in.</summary>
internal static partial class DocumentFiles
{
    public static string PathOf(string name) => Path.Join(Folder(), name);

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>The blocks of a document in one language.</summary>
    public static IReadOnlyList<string> BlocksOf(string name, string language) =>
        [.. Block().Matches(Read(name)).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["code"].Value)];

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Join(thisFile, "../../../.."));

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
