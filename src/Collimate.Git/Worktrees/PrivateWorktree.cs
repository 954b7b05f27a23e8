using System.Text;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Worktrees;

/// <summary>A worktree that only we know, in which the real <c>git rebase</c> and <c>git merge</c> work. Not for several threads.</summary>
/// <remarks>
/// HEAD is never on a branch, and arguments are object ids and paths of our own: no name that others chose comes near a command.
/// </remarks>
internal sealed class PrivateWorktree
{
    private readonly GitContext _context;
    private readonly PrivateWorktreeFiles _files;
    private readonly string _hooks;

    /// <param name="hooks">The directory of the hooks that run.</param>
    public PrivateWorktree(PrivateWorktreeOptions options, PrivateWorktreeFiles files, string hooks)
    {
        _files = files;
        _hooks = hooks;
        _context = options.Context with
        {
            Place = WorkPlace.PrivateWorktree,
            GitDirectory = files.GitDirectory,
            WorkingDirectory = files.WorkTree,
            WorkTree = files.WorkTree,
            Signals = TerminalSignals.KeptAway, // A session of its own, so that nothing of it outlives a time limit.
            Variables = [.. options.Context.Variables, .. options.Variables],
        };
    }

    /// <summary>Whether the next branch may work here.</summary>
    public WorktreeCondition Condition { get; private set; } = WorktreeCondition.InUse;

    public string Location => _files.Location;

    /// <summary>Applies the commits that <paramref name="tip"/> has and <paramref name="target"/> has not on top of the latter.</summary>
    /// <exception cref="GitFailedException">The target cannot be checked out.</exception>
    public async Task<RebaseResult> RebaseAsync(ObjectId target, ObjectId tip, CancellationToken cancellationToken)
    {
        await MoveToAsync(target, cancellationToken);
        File.Delete(_files.Rewritten);
        string[] arguments =
        [
            "rebase", "--quiet", "--merge", "--empty=drop", "--keep-empty", "--no-fork-point", "--no-autosquash", "--no-autostash",
            "--no-stat", "--no-gpg-sign", target.ToString(), tip.ToString(),
        ];
        var result = await RunAsync(arguments, cancellationToken);
        if (result.ExitCode != 0)
        {
            var stopped = new RebaseResult.Stopped(_files.ReadRebaseHead() ?? tip, await ExplainAsync(result, cancellationToken));
            if (stopped.Reason is MergeResult.Conflicted)
            {
                await ReadAsync(["rebase", "--quit"], cancellationToken);
                Condition = WorktreeCondition.Reusable;
            }

            return stopped;
        }

        var commits = ReadRewritten();
        var last = commits.Count > 0 ? commits[^1].New : target;
        if (_files.ReadHead() != last)
        {
            return new RebaseResult.Stopped(tip, new MergeResult.Failed("a hook moved HEAD"));
        }

        Condition = WorktreeCondition.Reusable;
        return new RebaseResult.Rewritten(commits);
    }

    /// <summary>Merges <paramref name="target"/> into <paramref name="tip"/>.</summary>
    /// <exception cref="GitFailedException">The tip cannot be checked out.</exception>
    public async Task<MergeResult> MergeAsync(ObjectId target, ObjectId tip, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await MoveToAsync(tip, cancellationToken);
        await File.WriteAllBytesAsync(_files.Message, message, cancellationToken);
        string[] arguments =
        [
            "merge", "--quiet", "--no-ff", "--commit", "--no-squash", "--no-edit", "--no-log", "--no-stat", "--no-verify-signatures",
            "--no-gpg-sign", "--no-autostash", "--strategy=ort", "-F", _files.Message, target.ToString(),
        ];
        var result = await RunAsync(arguments, cancellationToken);
        if (result.ExitCode != 0)
        {
            var reason = await ExplainAsync(result, cancellationToken);
            Condition = reason is MergeResult.Conflicted ? WorktreeCondition.Reusable : WorktreeCondition.InUse;
            return reason;
        }

        var tree = await ReadAsync(["rev-parse", "--verify", "HEAD^{tree}"], cancellationToken);
        Condition = WorktreeCondition.Reusable;
        return new MergeResult.Clean(ObjectId.Parse(Encoding.ASCII.GetString(tree).TrimEnd('\n')));
    }

    /// <summary>Like a fresh checkout of the commit, whatever was here before.</summary>
    private async Task MoveToAsync(ObjectId commit, CancellationToken cancellationToken)
    {
        Condition = WorktreeCondition.InUse;
        await ReadAsync(["checkout", "--quiet", "--force", "--detach", commit.ToString()], cancellationToken);
        await ReadAsync(["clean", "-ffdxq"], cancellationToken);
    }

    /// <summary>Why git did not get to its end. Only a conflict leaves the worktree in a state that is known.</summary>
    private async Task<MergeResult> ExplainAsync(GitResult result, CancellationToken cancellationToken)
    {
        const int StoppedByConflict = 1;
        if (result.ExitCode == StoppedByConflict)
        {
            var unmerged = await ReadUnmergedAsync(cancellationToken);
            if (unmerged.Paths.Count > 0)
            {
                return unmerged;
            }
        }

        var reason = result.Error.Trim();
        return new MergeResult.Failed(reason.Length > 0 ? reason : $"git ended with {result.ExitCode}");
    }

    private async Task<MergeResult.Conflicted> ReadUnmergedAsync(CancellationToken cancellationToken)
    {
        var entries = await ReadAsync(["ls-files", "-u", "-z"], cancellationToken);
        var paths = new UnmergedPaths([]);
        foreach (var range in entries.AsSpan().TrimEnd((byte)0).Split((byte)0))
        {
            if (entries.AsSpan()[range] is { IsEmpty: false } entry)
            {
                paths.Add(entry);
            }
        }

        return paths.ToConflict();
    }

    /// <summary>Reads "old SP new LF" lines; a rebase that had nothing to apply writes none.</summary>
    private List<RewrittenCommit> ReadRewritten() => File.Exists(_files.Rewritten)
        ? [.. File.ReadAllLines(_files.Rewritten)
            .Select(line => line.Split(' '))
            .Select(ids => new RewrittenCommit(ObjectId.Parse(ids[0]), ObjectId.Parse(ids[1])))]
        : [];

    private Task<GitResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        GitProcess.RunAsync(_context with { HooksPath = _hooks }, arguments, ReadOnlyMemory<byte>.Empty, cancellationToken);

    private Task<byte[]> ReadAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        GitProcess.ReadAsync(_context, arguments, ReadOnlyMemory<byte>.Empty, cancellationToken);
}

/// <summary>What can be done with a worktree.</summary>
internal enum WorktreeCondition
{
    /// <summary>A branch works here, or did until it was ended or git failed: nobody knows what is left behind, locks for example.</summary>
    InUse,

    /// <summary>The next branch can be checked out.</summary>
    Reusable,
}

/// <summary>What became of a rebase.</summary>
internal abstract record RebaseResult
{
    private protected RebaseResult()
    {
    }

    /// <param name="Commits">In the order in which they were applied. Commits that git left out from the beginning are not in it.</param>
    public sealed record Rewritten(IReadOnlyList<RewrittenCommit> Commits) : RebaseResult;

    /// <param name="Commit">Where it stopped, or the tip of the branch when it had not come to any commit.</param>
    /// <param name="Reason">Never <see cref="MergeResult.Clean"/>.</param>
    public sealed record Stopped(ObjectId Commit, MergeResult Reason) : RebaseResult;
}

/// <param name="New">For a commit that became empty, the commit before it.</param>
internal sealed record RewrittenCommit(ObjectId Old, ObjectId New);
