using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.References;

/// <summary>Where a reference was before (gitrepository-layout(5), <c>logs</c>).</summary>
/// <remarks>Read from its file: <c>git reflog</c> takes one name as an argument, and names of branches are never arguments here.</remarks>
internal static class Reflog
{
    /// <summary>The values that the reference had and lost, oldest first; nothing when no log is kept.</summary>
    /// <param name="gitDirectory">The one that all worktrees share.</param>
    public static IReadOnlyList<ObjectId> ReadOldTips(string gitDirectory, ReferenceName reference)
    {
        var path = Path.Combine(gitDirectory, "logs", reference.ToString());
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return [.. File.ReadLines(path, Encoding.Latin1).Select(OldTip).OfType<ObjectId>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever may not read the log is where somebody without a log is.
            return [];
        }
    }

    /// <summary>Reads "old new name &lt;address&gt; seconds zone TAB message"; the first entry of a new branch has an old value of zeros.</summary>
    private static ObjectId? OldTip(string line)
    {
        var id = line.Split(' ', 2)[0];
        return ObjectId.TryParse(Encoding.Latin1.GetBytes(id), out var old) && id.Trim('0').Length > 0 ? old : null;
    }
}
