using System.Globalization;
using System.Text;
using Collimate.TestKit;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Integrating;

/// <summary>Branches of one repository, each with something that two integrations could disagree about.</summary>
internal static class Fleet_of_odd_branches
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    /// <returns>The names of the branches.</returns>
    public static string[] Make(TestRepository repository)
    {
        new History(repository).Commit("main", "lines", File("file", Lines), File("script", Lines)).Import();
        new History(repository)
            .Commit("clean", "one", File("file", "one\n" + Lines))
            .Commit("clean", "two", File("clean", "1\n"))
            .Commit("conflicted", "harmless", File("harmless", "1\n"))
            .Commit("conflicted", "guilty", File("script", "mine\n"))
            .Commit("modes", "bits", Executable("script", Lines), Link("link", "file"))
            .Commit("empty", "own", File("own", "1\n"))
            .Commit("empty", "nothing")
            .Commit("becomes-empty", "the same", File("new", "1\n"))
            .Commit("becomes-empty", "own", File("own", "1\n"))
            .Commit("all-empty", "part", File("new", "1\n"))
            .Commit("folders", "replace", Delete("README"), File("README/inside", "1\n"), File("-rf", "1\n"), File("with space/文", "1\n"))
            .Commit("message", Latin("encoded", "ISO-8859-1 is not declared: Gr\u00fc\u00dfe"), File("message", "1\n"))
            .Commit("message", "\n\n  # looks like a comment  \n\n\ttrailing \n\n\n", File("message", "2\n"))
            .Commit("message", "", File("message", "3\n"))
            .Import();
        Flatten(repository);
        Encode(repository);
        new History(repository)
            .Commit("main", "new", File("new", "1\n"), File("other", "1\n"))
            .Commit("main", "change", File("script", Lines + "10\n"), File("file", Lines + "10\n"))
            .Import();
        return ["clean", "conflicted", "modes", "empty", "becomes-empty", "all-empty", "message", "with-merges", "encoded", "folders"];
    }

    private static void Flatten(TestRepository repository) => new History(repository)
        .Commit("with-merges", "left", File("left", "1\n"))
        .Commit("side", "right", File("right", "1\n"))
        .Commit("side", "right again", File("right", "2\n"))
        .Merge("with-merges", "side", File("right", "2\n"))
        .Commit("with-merges", "after", File("after", "1\n"))
        .Import();

    /// <summary>A commit whose headers say how its message is encoded, by a person without a name, with a signature.</summary>
    private static void Encode(TestRepository repository)
    {
        var tree = repository.Git("rev-parse", "clean^{tree}").Trim();
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"tree {tree}\nparent {repository.Git("rev-parse", "main").Trim()}\nauthor \u00c4 <a@example.com> 1500000000 -0930\ncommitter B <b@example.com> 1800000000 +0330\nencoding ISO-8859-1\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\nGr\u00fc\u00dfe");
        var (_, id, _) = repository.Run(["hash-object", "-t", "commit", "-w", "--stdin"], Encoding.Latin1.GetBytes(content));
        repository.Git("update-ref", "refs/heads/encoded", Encoding.ASCII.GetString(id).Trim());
    }

    private static byte[] Latin(string subject, string body) => Encoding.Latin1.GetBytes($"{subject}\n\n{body}\n");
}
