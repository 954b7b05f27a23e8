using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Sessions;

namespace Collimate.Git.Worktrees;

/// <summary>One worktree in which a branch is checked out, with its index and its files.</summary>
/// <remarks>
/// The only part of the tool that touches a working tree, and only where a person asked for it. Filters and attributes are
/// those of that checkout, as for <c>git switch</c> there. No hook runs here: the references move elsewhere.
/// </remarks>
/// <param name="context">Of the repository. The caller holds a slot for every command.</param>
/// <param name="gitDirectory">Of this worktree.</param>
/// <param name="path">Its top.</param>
internal sealed class Checkout(GitContext context, string gitDirectory, string path)
{
    private const int PathsShown = 3;

    // A move that has begun is not cut in half, so a Ctrl-C does not reach it.
    private readonly GitContext _context = context with
    {
        GitDirectory = gitDirectory,
        WorkTree = path,
        WorkingDirectory = path,
        Attributes = AttributeSources.AsInGit,
        Signals = TerminalSignals.KeptAway,
    };

    public string Path => path;

    public string GitDirectory => gitDirectory;

    /// <summary>Whether the branch is checked out here at this moment.</summary>
    public bool Has(ReferenceName branch) => WorktreeSnapshot.HeadOf(gitDirectory) == branch;

    /// <summary>What a person has left unfinished here, as the end of a sentence, or nothing. Not escaped.</summary>
    /// <exception cref="GitFailedException">Git cannot tell.</exception>
    public async Task<string?> FindUnfinishedAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return "does not exist any more";
        }

        if (UnfinishedOperation.Find(gitDirectory) is { } operation)
        {
            return $"is in the middle of a {operation}";
        }

        if (File.Exists(System.IO.Path.Combine(gitDirectory, "index.lock")))
        {
            return "has a locked index";
        }

        var status = await RunAsync(["status", "--porcelain", "-z", "--untracked-files=no"], ReadOnlyMemory<byte>.Empty, cancellationToken);
        if (status.ExitCode != 0)
        {
            throw new GitFailedException("status", status.ExitCode, status.Error);
        }

        return status.Output.Length == 0 ? null : $"has changes that are not committed in {Name(status.Output)}";
    }

    /// <summary>Moves index and files from one commit to another, as <c>git reset --keep</c> does. All of it, or nothing.</summary>
    /// <remarks>
    /// A file that is not under version control is never overwritten, not even an ignored one. Where git stops in the middle,
    /// because a filter fails or the disk is full, the files are put back.
    /// </remarks>
    /// <returns>Why it could not be done, or nothing. Not escaped.</returns>
    public async Task<CheckoutFailure?> MoveAsync(ObjectId from, ObjectId to)
    {
        var changes = await ReadChangesAsync(from, to);
        if (changes.FindInTheWay(path) is { } blocked)
        {
            return new CheckoutFailure.InTheWay(blocked);
        }

        // Read-tree trusts the times that the index remembers; what was only touched is clean all the same.
        await RunAsync(["update-index", "-q", "--refresh"], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        string[] arguments = ["-m", "-u", from.ToString(), to.ToString()];

        // Git looks at every file before it writes one. What it finds then may be hidden from git-status, as by assume-unchanged,
        // and must not be "put back".
        var looked = await RunAsync(["read-tree", "--dry-run", .. arguments], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        if (looked.ExitCode != 0)
        {
            return new CheckoutFailure.Refused(looked.Error.Trim());
        }

        var moved = await RunAsync(["read-tree", .. arguments], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        if (moved.ExitCode == 0)
        {
            return null;
        }

        changes.RemoveAdded(path);
        await RunAsync(["checkout-index", "--force", "--index", "-z", "--stdin"], changes.OldPaths, CancellationToken.None);
        var left = await FindUnfinishedAsync(CancellationToken.None);
        return new CheckoutFailure.Refused(left is null ? moved.Error.Trim() : $"{moved.Error.Trim()}; what had moved could not be put back, and it {left}");
    }

    private async Task<CheckoutChanges> ReadChangesAsync(ObjectId from, ObjectId to)
    {
        var answer = await RunAsync(
            ["diff-tree", "-r", "-z", "--no-renames", "--name-status", from.ToString(), to.ToString()], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        return answer.ExitCode == 0
            ? CheckoutChanges.Parse(answer.Output)
            : throw new GitFailedException("diff-tree", answer.ExitCode, answer.Error);
    }

    private Task<GitResult> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        GitProcess.RunInSlotAsync(_context, arguments, input, cancellationToken);

    /// <summary>Reads "XY path NUL", and after a rename "path NUL" once more.</summary>
    private static string Name(byte[] status)
    {
        var entries = Encoding.UTF8.GetString(status).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(entry => entry.Length > 3 && entry[2] == ' ')
            .Select(entry => entry[3..])
            .ToArray();
        var more = entries.Length > PathsShown ? $" and {entries.Length - PathsShown} more" : "";
        return string.Join(", ", entries.Take(PathsShown)) + more;
    }
}

/// <summary>Why index and files of a worktree are as before.</summary>
internal abstract record CheckoutFailure
{
    private protected CheckoutFailure()
    {
    }

    /// <summary>A file that is not under version control would have been overwritten.</summary>
    public sealed record InTheWay(string Path) : CheckoutFailure;

    /// <param name="Reason">Git's own words.</param>
    public sealed record Refused(string Reason) : CheckoutFailure;
}
