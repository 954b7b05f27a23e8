using System.Globalization;
using Collimate.Git.Objects;

namespace Collimate.Git.Worktrees;

/// <summary>The files of one private worktree: a working tree, and a git directory that the repository does not know.</summary>
/// <remarks>
/// The git directory has HEAD, index and references of its own. It reads the configuration of the repository, because drivers
/// and filters are defined there, and overrules what would make a rebase or a merge differ from what was asked for.
/// </remarks>
internal sealed record PrivateWorktreeFiles(string Location)
{
    // Written after the configuration of the repository, so these are the last word.
    private const string Overrules = """
        [rerere]
        	enabled = false
        [rebase]
        	autoSquash = false
        	autoStash = false
        	updateRefs = false
        	rebaseMerges = false
        	abbreviateCommands = false
        	missingCommitsCheck = ignore
        [merge]
        	autoStash = false
        	log = false
        	verifySignatures = false
        [commit]
        	gpgSign = false
        [advice]
        	skippedCherryPicks = false
        [core]
        	bare = false
        	logAllRefUpdates = false
        	sparseCheckout = false
        	splitIndex = false

        """;

    public string WorkTree => Path.Combine(Location, "tree");

    public string GitDirectory => Path.Combine(Location, "git");

    /// <summary>What became of each commit of the last rebase; git's input for <c>post-rewrite</c>.</summary>
    public string Rewritten => Path.Combine(GitDirectory, PrivateHooks.RewrittenFile);

    public string Message => Path.Combine(GitDirectory, "collimate-message");

    /// <param name="head">Any commit; git takes a directory without one for no repository.</param>
    public void Create(PrivateWorktreeOptions options, ObjectId head)
    {
        Directory.CreateDirectory(WorkTree);
        Directory.CreateDirectory(Path.Combine(GitDirectory, "refs"));
        Directory.CreateDirectory(Path.Combine(GitDirectory, "info"));
        Directory.CreateDirectory(Path.Combine(GitDirectory, "objects", "info"));

        // Hooks and drivers that call git without our environment find the same repository by these two.
        File.WriteAllText(Path.Combine(WorkTree, ".git"), $"gitdir: {GitDirectory}\n");
        File.WriteAllText(
            Path.Combine(GitDirectory, "objects", "info", "alternates"),
            $"{options.Context.QuarantineDirectory}\n{options.Context.ObjectDirectory}\n");

        File.WriteAllText(Path.Combine(GitDirectory, "HEAD"), $"{head}\n");
        File.WriteAllText(Path.Combine(GitDirectory, "config"), Configuration(options));
        foreach (var file in new[] { "info/attributes", "info/exclude", "shallow" })
        {
            var original = Path.Combine(options.CommonDirectory, file);
            if (File.Exists(original))
            {
                File.Copy(original, Path.Combine(GitDirectory, file));
            }
        }
    }

    /// <summary>The id that HEAD has, or nothing when a hook has attached it to a branch.</summary>
    public ObjectId? ReadHead() => ReadId("HEAD");

    /// <summary>The commit at which a rebase stopped, or nothing when it had not come to one.</summary>
    public ObjectId? ReadRebaseHead() => ReadId("REBASE_HEAD");

    private ObjectId? ReadId(string file)
    {
        var path = Path.Combine(GitDirectory, file);
        return File.Exists(path) && ObjectId.TryParse(File.ReadAllBytes(path).AsSpan().TrimEnd((byte)'\n'), out var id) ? id : null;
    }

    private string Configuration(PrivateWorktreeOptions options)
    {
        var version = options.Format == ObjectFormat.Sha256 ? 1 : 0;
        var extensions = options.Format == ObjectFormat.Sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : "";

        // git-lfs looks for its store beside the git directory; whoever has configured another place keeps it.
        var store = Path.Combine(options.CommonDirectory, "lfs");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[core]\n\trepositoryFormatVersion = {version}\n{extensions}[lfs]\n\tstorage = {Quoted(store)}\n"
            + $"[include]\n\tpath = {Quoted(Path.Combine(options.CommonDirectory, "config"))}\n{Overrules}\tworktree = {Quoted(WorkTree)}\n");
    }

    private static string Quoted(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
