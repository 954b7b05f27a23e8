using System.Text;
using Collimate.Git.References;
using Collimate.Git.Sessions;

namespace Collimate.Git.Worktrees;

/// <summary>Which branches people are working on at this moment. Never changes.</summary>
internal sealed class WorktreeSnapshot
{
    private const string BranchPrefix = "refs/heads/";

    private readonly Dictionary<ReferenceName, BranchUse> _uses;

    private WorktreeSnapshot(Dictionary<ReferenceName, BranchUse> uses, IReadOnlyList<string> paths)
    {
        _uses = uses;
        Paths = paths;
    }

    /// <summary>The directories of all worktrees; of a bare repository, its own.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Asks git for the worktrees, and reads what git does not tell: who is in the middle of a rebase, an am or a bisect.</summary>
    /// <remarks>A branch under rebase is checked out nowhere (HEAD is detached), and yet git branch -f refuses to move it.</remarks>
    public static async Task<WorktreeSnapshot> ReadAsync(GitContext context, string commonDirectory, CancellationToken cancellationToken)
    {
        var uses = new Dictionary<ReferenceName, BranchUse>();
        foreach (var directory in GitDirectories(commonDirectory))
        {
            ReadOperations(directory, uses);
        }

        var list = await GitProcess.ReadAsync(
            context, ["worktree", "list", "--porcelain", "-z"], ReadOnlyMemory<byte>.Empty, cancellationToken);
        return new WorktreeSnapshot(uses, ReadCheckouts(list, uses))
        {
            Main = list.AsSpan().IndexOf("\0bare\0"u8) < 0 ? MainWorktree.Present : MainWorktree.None,
        };
    }

    /// <summary>Who uses which branch at this moment, as the files of the worktrees tell: cheap enough to ask before every move.</summary>
    /// <param name="commonDirectory">Of the repository of this snapshot.</param>
    public WorktreeSnapshot LookAgain(string commonDirectory)
    {
        var uses = new Dictionary<ReferenceName, BranchUse>();
        foreach (var directory in GitDirectories(commonDirectory))
        {
            ReadOperations(directory, uses);

            // The HEAD of a bare repository is no checkout.
            if (directory != commonDirectory || Main == MainWorktree.Present)
            {
                ReadHead(directory, uses);
            }
        }

        return new WorktreeSnapshot(uses, Paths) { Main = Main };
    }

    private MainWorktree Main { get; init; }

    /// <summary>
    /// The one worktree in which the branch is checked out; nothing when there is none, when there are several, or when its link does
    /// not lead back.
    /// </summary>
    /// <param name="context">Of the repository of this snapshot.</param>
    public Checkout? FindCheckout(GitContext context, string commonDirectory, ReferenceName branch) =>
        Find(branch) is not BranchUse.CheckedOut
            ? null
            : GitDirectories(commonDirectory)
                .Where(directory => (directory != commonDirectory || Main == MainWorktree.Present) && HeadOf(directory) == branch)
                .Select(directory => TopOf(directory, commonDirectory) is { } top ? new Checkout(context, directory, top) : null)
                .ToArray() is [var only] ? only : null;

    /// <summary>Where the files of a worktree are; both ends of the link must agree.</summary>
    private string? TopOf(string directory, string commonDirectory)
    {
        const string link = "gitdir: ";
        if (directory == commonDirectory)
        {
            return Paths.Count > 0 && Directory.Exists(Path.Combine(Paths[0], ".git")) ? Paths[0] : null;
        }

        var forward = Path.Combine(directory, "gitdir");
        if (!File.Exists(forward))
        {
            return null;
        }

        var file = Path.GetFullPath(File.ReadAllText(forward).Trim(), directory);
        var top = Path.GetDirectoryName(file)!;
        return File.Exists(file) && File.ReadAllText(file).Trim() is var back && back.StartsWith(link, StringComparison.Ordinal)
            && Path.GetFullPath(back[link.Length..], top) == directory
                ? top
                : null;
    }

    /// <summary>Who uses the branch, or nothing.</summary>
    public BranchUse? Find(ReferenceName branch) => _uses.GetValueOrDefault(branch);

    /// <returns>The directories of the worktrees.</returns>
    private static List<string> ReadCheckouts(ReadOnlySpan<byte> list, Dictionary<ReferenceName, BranchUse> uses)
    {
        var paths = new List<string>();
        var branch = default(ReferenceName);
        foreach (var range in list.Split((byte)0))
        {
            var line = list[range];
            if (line.StartsWith("worktree "u8))
            {
                paths.Add(new ByteText(line["worktree ".Length..]).ToString());
            }
            else if (line.StartsWith("branch "u8))
            {
                branch = new ReferenceName(new ByteText(line["branch ".Length..]));
                uses.TryAdd(branch, new BranchUse.CheckedOut(paths[^1]));
            }
            else if (line.StartsWith("prunable"u8) && uses.GetValueOrDefault(branch) == new BranchUse.CheckedOut(paths[^1]))
            {
                uses[branch] = new BranchUse.InLostWorktree(paths[^1]);
            }
        }

        return paths;
    }

    private static IEnumerable<string> GitDirectories(string commonDirectory)
    {
        var linked = Path.Combine(commonDirectory, "worktrees");
        try
        {
            return [commonDirectory, .. Directory.EnumerateDirectories(linked).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [commonDirectory]; // It goes with the last of them.
        }
    }

    /// <returns>Nothing where there is no such file: somebody may remove a worktree, or end a rebase, in the moment in which it is looked at.</returns>
    public static string? ReadOrNothing(string path, Encoding encoding)
    {
        try
        {
            return File.ReadAllText(path, encoding);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void ReadHead(string directory, Dictionary<ReferenceName, BranchUse> uses)
    {
        if (HeadOf(directory) is { } name)
        {
            var link = Path.Combine(directory, "gitdir");
            uses.TryAdd(name, new BranchUse.CheckedOut(ReadOrNothing(link, Encoding.UTF8)?.Trim() ?? directory));
        }
    }

    /// <summary>The HEAD of each worktree that has a branch, as a name in the common directory.</summary>
    public static IEnumerable<(string Name, ReferenceName Branch)> HeadsOf(string commonDirectory)
    {
        foreach (var directory in GitDirectories(commonDirectory))
        {
            if (HeadOf(directory) is { } branch)
            {
                yield return (Path.GetRelativePath(commonDirectory, Path.Combine(directory, "HEAD")), branch);
            }
        }
    }

    /// <summary>The branch that is checked out there; nothing when HEAD is detached.</summary>
    public static ReferenceName? HeadOf(string directory)
    {
        const string symbolic = "ref: ";
        return ReadOrNothing(Path.Combine(directory, "HEAD"), Encoding.Latin1)?.Trim() is { } head && head.StartsWith(symbolic, StringComparison.Ordinal)
            ? new ReferenceName(new ByteText(Encoding.Latin1.GetBytes(head[symbolic.Length..].Trim())))
            : null;
    }

    private static void ReadOperations(string directory, Dictionary<ReferenceName, BranchUse> uses)
    {
        Add("rebase-merge/head-name", "rebase");
        Add("rebase-apply/head-name", "rebase"); // am writes none
        Add("BISECT_START", "bisect");
        if (UnfinishedOperation.Find(directory) is { } unfinished && HeadOf(directory) is { } head)
        {
            uses.TryAdd(head, new BranchUse.InOperation(unfinished, directory));
        }

        // rebase --update-refs: three lines for each branch that moves when the rebase ends, the name and two ids (sequencer.c).
        foreach (var lines in ReadLines("rebase-merge/update-refs").Chunk(3))
        {
            Use(lines[0], "rebase");
        }

        void Add(string file, string operation)
        {
            if (ReadLines(file) is [var name, ..])
            {
                Use(name, operation);
            }
        }

        string[] ReadLines(string file) => ReadOrNothing(Path.Combine(directory, file), Encoding.Latin1)?.TrimEnd('\n').Split('\n') ?? [];

        void Use(string name, string operation)
        {
            var full = name.StartsWith(BranchPrefix, StringComparison.Ordinal) ? name : BranchPrefix + name;
            uses.TryAdd(
                new ReferenceName(new ByteText(Encoding.Latin1.GetBytes(full))),
                new BranchUse.InOperation(operation, directory));
        }
    }
}

/// <summary>Whether the repository itself has a checkout.</summary>
internal enum MainWorktree
{
    Present,
    None,
}

/// <summary>How somebody uses a branch.</summary>
internal abstract record BranchUse
{
    private protected BranchUse()
    {
    }

    public sealed record CheckedOut(string Worktree) : BranchUse;

    /// <summary>Git takes it for checked out until the worktree is pruned.</summary>
    public sealed record InLostWorktree(string Worktree) : BranchUse;

    public sealed record InOperation(string Operation, string GitDirectory) : BranchUse;
}
