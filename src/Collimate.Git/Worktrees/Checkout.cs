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

        return status.Output.Length == 0 ? null : $"has changes that are not committed in {Name(ChangedPaths(status.Output))}";
    }

    /// <summary>Moves index and files from one commit to another, as <c>git reset --keep</c> does. All of it, or nothing.</summary>
    /// <remarks>
    /// A file that is not under version control is never overwritten, not even an ignored one. Where git stops in the middle,
    /// because a filter fails or the disk is full, what it has written is put back. What could be somebody's stays, and is named.
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

        // Git looks at every file before it writes one, also at those that git-status hides: most often nothing has to be put back.
        var looked = await RunAsync(["read-tree", "--dry-run", .. arguments], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        if (looked.ExitCode != 0)
        {
            return new CheckoutFailure.Refused(looked.Error.Trim());
        }

        if (await FindTroubleWithAsync(["read-tree", .. arguments]) is not { } trouble)
        {
            return null;
        }

        await PutBackAsync(changes);
        var facts = new[] { trouble, await FindUnfinishedAsync(CancellationToken.None), FindAdded(changes) };
        return new CheckoutFailure.Refused(string.Join("; now it ", facts.OfType<string>()));
    }

    /// <summary>What git says when it does not come to a good end, or nothing; also when it is killed because it takes too long.</summary>
    private async Task<string?> FindTroubleWithAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var result = await RunAsync(arguments, ReadOnlyMemory<byte>.Empty, CancellationToken.None);
            return result.ExitCode == 0 ? null : result.Error.Trim();
        }
        catch (GitFailedException e)
        {
            return e.Error;
        }
    }

    /// <summary>Removes what has the content of the new commit, and writes what is missing of the old one.</summary>
    /// <remarks>
    /// Somebody may have saved a file since we looked, which can be why git has stopped. Whatever has another content than git has
    /// written is taken for his, and nothing that is there is overwritten.
    /// </remarks>
    private async Task PutBackAsync(CheckoutChanges changes)
    {
        if (await FindOthersAsync(changes) is { } others)
        {
            changes.RemoveWritten(path, others);
        }

        // Without --index it needs no lock of the index, which a git that was killed may have left.
        await RunAsync(["checkout-index", "--quiet", "-z", "--stdin"], changes.OldPaths, CancellationToken.None);
    }

    /// <summary>The paths at which something else is than the new commit has; nothing when git cannot tell.</summary>
    private async Task<IReadOnlySet<string>?> FindOthersAsync(CheckoutChanges changes)
    {
        // An index that only has the new entries: git compares as it does for git-status, with filters, links and modes.
        var directory = Directory.CreateTempSubdirectory("collimate-index-");
        try
        {
            var context = _context with { Variables = [.. _context.Variables, new("GIT_INDEX_FILE", System.IO.Path.Combine(directory.FullName, "index"))] };
            var filled = await GitProcess.RunInSlotAsync(context, ["update-index", "-z", "--index-info"], changes.NewEntries, CancellationToken.None);
            var listed = await GitProcess.RunInSlotAsync(context, ["ls-files", "--modified", "-z"], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
            return filled.ExitCode == 0 && listed.ExitCode == 0 ? Paths(listed.Output).ToHashSet(StringComparer.Ordinal) : null;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>What was not there before, as the end of a sentence, or nothing.</summary>
    private string? FindAdded(CheckoutChanges changes) =>
        changes.FindAdded(path).ToArray() is { Length: > 0 } added ? $"has files that are not under version control: {Name(added)}" : null;

    private async Task<CheckoutChanges> ReadChangesAsync(ObjectId from, ObjectId to)
    {
        var answer = await RunAsync(
            ["diff-tree", "-r", "-z", "--no-renames", from.ToString(), to.ToString()], ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        return answer.ExitCode == 0
            ? CheckoutChanges.Parse(answer.Output)
            : throw new GitFailedException("diff-tree", answer.ExitCode, answer.Error);
    }

    private Task<GitResult> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        GitProcess.RunInSlotAsync(_context, arguments, input, cancellationToken);

    /// <summary>Reads "XY path NUL", and after a rename "path NUL" once more.</summary>
    private static string[] ChangedPaths(byte[] status) =>
        [.. Encoding.UTF8.GetString(status).Split('\0').Where(entry => entry.Length > 3 && entry[2] == ' ').Select(entry => entry[3..])];

    /// <summary>Reads "path NUL".</summary>
    private static IEnumerable<string> Paths(byte[] list)
    {
        for (var rest = list.AsMemory(); !rest.IsEmpty;)
        {
            var end = rest.Span.IndexOf((byte)0);
            yield return new ByteText(rest.Span[..end]).ToString();
            rest = rest[(end + 1)..];
        }
    }

    private static string Name(string[] paths) =>
        string.Join(", ", paths.Take(PathsShown)) + (paths.Length > PathsShown ? $" and {paths.Length - PathsShown} more" : "");
}

/// <summary>Why a worktree did not move.</summary>
internal abstract record CheckoutFailure
{
    private protected CheckoutFailure(string reason) => Reason = reason;

    /// <summary>Git's own words and what is not as it was before, or ours. Not escaped.</summary>
    public string Reason { get; }

    /// <summary>A file that is not under version control would have been overwritten.</summary>
    public sealed record InTheWay(string Path) : CheckoutFailure($"a file that is not under version control is in the way: {Path}");

    public sealed record Refused(string Reason) : CheckoutFailure(Reason);
}
