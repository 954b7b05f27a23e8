namespace Collimate.Git.Worktrees;

/// <summary>The hooks that run in private worktrees: those of the repository, and one that writes down what a rebase did.</summary>
/// <remarks>
/// Links in a directory of their own, because a hook that must not run cannot be taken out of the repository's directory. What
/// stands beside the hooks is linked too, since many of them read a file that lies next to them.
/// </remarks>
internal static class PrivateHooks
{
    public const string RewrittenFile = "collimate-rewritten";

    private const string AfterRewriting = "post-rewrite";
    private const string TheirAfterRewriting = "post-rewrite-of-the-repository";

    // githooks(5): one line for each commit, its old and its new id. Git looks away from how this hook ends.
    private const string Script = $"""
        #!/bin/sh
        cat >"$GIT_DIR/{RewrittenFile}" || exit 1
        theirs="{"${0%/*}"}/{TheirAfterRewriting}"
        test ! -x "$theirs" || exec "$theirs" "$@" <"$GIT_DIR/{RewrittenFile}"

        """;

    /// <param name="directory">Made by this; must not exist.</param>
    /// <param name="entries">Absolute paths of the hooks and of what belongs to them.</param>
    public static void Create(string directory, IEnumerable<string> entries)
    {
        Directory.CreateDirectory(directory);
        foreach (var entry in entries)
        {
            var name = Path.GetFileName(entry);
            File.CreateSymbolicLink(Path.Combine(directory, name == AfterRewriting ? TheirAfterRewriting : name), entry);
        }

        var script = Path.Combine(directory, AfterRewriting);
        File.WriteAllText(script, Script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
