using System.Text;
using Collimate.Engine.Reporting;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Which hooks may see a reference move.</summary>
/// <param name="Directory">The directory that git shall use; nothing when no hook shall run.</param>
/// <param name="Warning">What a person has to know about it; nothing when all is as in git.</param>
internal sealed record Hooks(string? Directory, string? Warning)
{
    private const string ReferenceHook = "reference-transaction";

    /// <summary>The directory that git itself would use, unless it is content of the repository.</summary>
    /// <remarks>
    /// A directory or a hook inside a working tree is content that a branch can bring along: whoever can push a branch must
    /// not be able to run a program here. Symbolic links are followed before that is judged.
    /// </remarks>
    public static async Task<Hooks> FindAsync(
        GitRepository repository, WorktreeSnapshot worktrees, HookPolicy policy, CancellationToken cancellationToken)
    {
        if (policy == HookPolicy.Skip)
        {
            return new Hooks(null, null);
        }

        var directory = await ConfiguredAsync(repository, worktrees, cancellationToken) ?? Path.Combine(repository.CommonDirectory, "hooks");
        var hook = Path.Combine(directory, ReferenceHook);
        if (!File.Exists(hook))
        {
            return new Hooks(directory, null);
        }

        var isContent = IsContent(Resolve(directory), repository, worktrees) || IsContent(Resolve(hook), repository, worktrees);
        return isContent
            ? new Hooks(null, $"the hook '{DisplayText.Escape(hook)}' is inside a working tree and did not run")
            : new Hooks(directory, null);
    }

    /// <summary>The hooks that may run in private worktrees, and what lies beside them.</summary>
    /// <remarks>
    /// Judged as above, one by one. The hook that sees references move is not among them: what moves in a private worktree is
    /// nobody's branch.
    /// </remarks>
    public static async Task<IReadOnlyList<string>> ListForWorktreesAsync(
        GitRepository repository, WorktreeSnapshot worktrees, CancellationToken cancellationToken)
    {
        var directory = await ConfiguredAsync(repository, worktrees, cancellationToken) ?? Path.Combine(repository.CommonDirectory, "hooks");
        return System.IO.Directory.Exists(directory)
            ? [.. System.IO.Directory.EnumerateFileSystemEntries(directory)
                .Where(entry => Path.GetFileName(entry) != ReferenceHook && !IsContent(Resolve(entry), repository, worktrees))]
            : [];
    }

    /// <summary>What the person configured; git takes a relative path from the top of the working tree.</summary>
    private static async Task<string?> ConfiguredAsync(GitRepository repository, WorktreeSnapshot worktrees, CancellationToken cancellationToken)
    {
        // Our own pin is the last value; what the person configured stands before it.
        var configured = await GitProcess.RunAsync(
            repository.Context,
            ["config", "--get-all", "--null", "--type=path", "core.hooksPath"],
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        var values = Encoding.UTF8.GetString(configured.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var top = worktrees.Paths.Count > 0 ? worktrees.Paths[0] : repository.CommonDirectory;
        return values.Length > 1 ? Path.GetFullPath(values[^2], top) : null;
    }

    private static bool IsContent(string path, GitRepository repository, WorktreeSnapshot worktrees) =>
        worktrees.Paths.Any(worktree => IsInside(path, Resolve(worktree))) && !IsInside(path, Resolve(repository.CommonDirectory));

    private static bool IsInside(string path, string directory) =>
        (path + "/").StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>Follows a link at the end of the path and links of the directories above it.</summary>
    private static string Resolve(string path)
    {
        var parent = Path.GetDirectoryName(path);
        var here = parent is null ? path : Path.Combine(Resolve(parent), Path.GetFileName(path));
        var target = System.IO.Directory.Exists(here)
            ? System.IO.Directory.ResolveLinkTarget(here, returnFinalTarget: true)
            : File.Exists(here) ? File.ResolveLinkTarget(here, returnFinalTarget: true) : null;
        return target?.FullName ?? here;
    }
}
