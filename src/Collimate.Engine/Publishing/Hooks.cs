using System.Text;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Which hooks may see a reference move.</summary>
internal static class Hooks
{
    /// <summary>The directory that git itself would use, or nothing when no hook shall run.</summary>
    /// <remarks>
    /// A directory inside a working tree is content that a branch can bring along, so it is not used: whoever can push a
    /// branch must not be able to run a program here.
    /// </remarks>
    public static async Task<string?> FindAsync(GitRepository repository, WorktreeSnapshot worktrees, HookPolicy policy, CancellationToken cancellationToken)
    {
        if (policy == HookPolicy.Skip)
        {
            return null;
        }

        // Our own pin is the last value; what the person configured stands before it.
        var configured = await GitProcess.RunAsync(
            repository.Context,
            ["config", "--get-all", "--null", "--type=path", "core.hooksPath"],
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        var values = Encoding.UTF8.GetString(configured.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var directory = values.Length > 1
            ? Path.GetFullPath(values[^2], repository.CommonDirectory)
            : Path.Combine(repository.CommonDirectory, "hooks");
        return worktrees.Paths.Any(worktree => IsInside(directory, worktree)) && !IsInside(directory, repository.CommonDirectory)
            ? null
            : directory;
    }

    private static bool IsInside(string path, string directory) =>
        (path + "/").StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);
}
