using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Integrating;

/// <summary>Histories whose alignment is compared with what git itself makes of them. Each makes the branch <c>feature</c>.</summary>
internal static class Branches_with_known_results
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private static readonly byte[] Binary = [0, 1, 2, 0xFF, 0xFE, 10, 13, 0];

    public static IReadOnlyDictionary<string, Action<History>> All { get; } = new Dictionary<string, Action<History>>(StringComparer.Ordinal)
    {
        ["both sides change different lines"] = history => history
            .Commit("main", "lines", File("file", Lines))
            .Commit("feature", "first", File("file", Lines.Replace("1", "one", StringComparison.Ordinal)))
            .Commit("feature", "second", File("file", Lines.Replace("1", "ONE", StringComparison.Ordinal)))
            .Commit("main", "last", File("file", Lines.Replace("9", "nine", StringComparison.Ordinal))),
        ["the target renames what the branch changes"] = history => history
            .Commit("main", "lines", File("file", Lines))
            .Commit("feature", "change", File("file", Lines + "10\n"))
            .Commit("main", "rename", Rename("file", "moved/file")),
        ["the branch renames what the target changes"] = history => history
            .Commit("main", "lines", File("file", Lines))
            .Commit("feature", "rename", Rename("file", "moved"))
            .Commit("main", "change", File("file", Lines + "10\n")),
        ["a mode changes"] = history => history
            .Commit("main", "script", File("script", Lines))
            .Commit("feature", "executable", Executable("script", Lines))
            .Commit("main", "change", File("script", Lines + "10\n")),
        ["a symbolic link"] = history => history
            .Commit("feature", "link", Link("link", "README"))
            .Commit("main", "newer", File("newer", "1\n")),
        ["a binary file"] = history => history
            .Commit("feature", "binary", File("image", Binary))
            .Commit("main", "newer", File("other", Binary)),
        ["line ends of two kinds"] = history => history
            .Commit("main", "lines", File("file", "1\r\n2\r\n3\r\n4\r\n5\r\n"))
            .Commit("feature", "first", File("file", "one\r\n2\r\n3\r\n4\r\n5\r\n"))
            .Commit("main", "last", File("file", "1\r\n2\r\n3\r\n4\r\nfive\n")),
        ["a commit that was empty before"] = history => history
            .Commit("feature", "own", File("own", "1\n"))
            .Commit("feature", "nothing")
            .Commit("feature", "more", File("own", "2\n"))
            .Commit("main", "newer", File("newer", "1\n")),
        ["a commit whose change the target has"] = history => history
            .Commit("feature", "same change", File("both", "1\n"))
            .Commit("feature", "own", File("own", "1\n"))
            .Commit("main", "the same change", File("both", "1\n")),
        ["a commit whose change the target has with others"] = history => history
            .Commit("feature", "same change", File("both", "1\n"))
            .Commit("feature", "own", File("own", "1\n"))
            .Commit("main", "the same change and another", File("both", "1\n"), File("newer", "1\n")),
        ["all changes are in the target"] = history => history
            .Commit("feature", "same change", File("both", "1\n"))
            .Commit("main", "the same change", File("both", "1\n"), File("newer", "1\n")),
        ["a deleted and a new file"] = history => history
            .Commit("main", "lines", File("old", Lines), File("kept", Lines))
            .Commit("feature", "replace", Delete("old"), File("new", "1\n"))
            .Commit("main", "change", File("kept", Lines + "10\n")),
        ["names that need quoting"] = history => history
            .Commit("feature", "names", File("ä ö\u202e", "1\n"), File("-rf", "2\n"), File("with space/文", "3\n"))
            .Commit("main", "newer", File("newer", "1\n")),
        ["a file that becomes a folder"] = history => history
            .Commit("main", "file", File("thing", Lines))
            .Commit("feature", "folder", Delete("thing"), File("thing/inside", "1\n"))
            .Commit("main", "newer", File("newer", "1\n")),
    };
}
