using System.Text;

namespace Collimate.Git.Worktrees;

/// <summary>An operation that has stopped in a worktree without leaving its branch, as <c>git status</c> finds it (wt-status.c).</summary>
internal static class UnfinishedOperation
{
    private static readonly (string File, string Operation)[] Signs =
    [
        ("rebase-apply/applying", "am"),
        ("MERGE_HEAD", "merge"),
        ("CHERRY_PICK_HEAD", "cherry-pick"),
        ("REVERT_HEAD", "revert"),
    ];

    /// <param name="directory">The git directory of the worktree.</param>
    /// <returns>Its name, or nothing.</returns>
    public static string? Find(string directory) =>
        Signs.FirstOrDefault(sign => File.Exists(Path.Combine(directory, sign.File))).Operation ?? FindSequence(directory);

    /// <summary>Several commits are picked or reverted, and the one that conflicted is committed already.</summary>
    private static string? FindSequence(string directory) =>
        WorktreeSnapshot.ReadOrNothing(Path.Combine(directory, "sequencer", "todo"), Encoding.UTF8)?.Split(' ', '\n')[0] switch
        {
            "pick" or "p" => "cherry-pick",
            "revert" => "revert",
            _ => null,
        };
}
