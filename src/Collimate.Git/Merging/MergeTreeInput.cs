using System.Text;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>What <c>git merge-tree --stdin</c> is asked, and how.</summary>
internal static class MergeTreeInput
{
    private static readonly string[] Always = ["merge-tree", "--write-tree", "--stdin", "-z", "--no-messages"];

    /// <summary>The arguments for merges like those of <c>git rebase</c> and <c>git merge</c> in this repository.</summary>
    public static IReadOnlyList<string> Command(GitContext context, GitCapabilities capabilities) =>
        capabilities.StrategyOptions == GitCapability.Present && DiffAlgorithm(context) is { } algorithm
            ? [.. Always, "-X", $"diff-algorithm={algorithm}"]
            : Always;

    /// <summary>The repository's <c>diff.algorithm</c>, or nothing.</summary>
    public static string? DiffAlgorithm(GitContext context) =>
        context.MergeSettings.LastOrDefault(setting => setting.Key == "diff.algorithm").Value;

    /// <summary>One line for each pair.</summary>
    public static byte[] Of(IEnumerable<MergePair> pairs)
    {
        var text = new StringBuilder();
        foreach (var pair in pairs)
        {
            if (pair.Base is { } known)
            {
                text.Append(known.ToString()).Append(" -- ");
            }

            text.Append(pair.Ours.ToString()).Append(' ').Append(pair.Theirs.ToString()).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
