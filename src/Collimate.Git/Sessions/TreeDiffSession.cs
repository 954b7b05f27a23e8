using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git diff-tree --stdin</c> that stays open: compares trees without a process for each pair.</summary>
/// <remarks>
/// Diff-tree echoes and flushes a line that is no object id, which marks the end of an answer (builtin/diff-tree.c).
/// Renames are not looked for. See <see cref="AnsweringChild"/>. May be used from several threads.
/// </remarks>
internal sealed class TreeDiffSession(GitContext context) : IAsyncDisposable
{
    private const string EndMark = "end-of-answer";

    private readonly AnsweringChild _child =
        new(context.Collecting, ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev"]);

    /// <summary>The paths in which two trees differ, in git's order.</summary>
    /// <exception cref="GitFailedException">A tree is missing or cannot be read.</exception>
    public async Task<IReadOnlyList<TreeDifference>> CompareAsync(ObjectId oldTree, ObjectId newTree, CancellationToken cancellationToken)
    {
        if (oldTree == newTree)
        {
            return [];
        }

        var trees = $"{oldTree} {newTree}";
        return await _child.AskAsync(
            Encoding.ASCII.GetBytes($"{trees}\n{EndMark}\n"), (answers, token) => ReadAsync(trees, answers, token), cancellationToken);
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private static async Task<IReadOnlyList<TreeDifference>> ReadAsync(string trees, AnswerReader answers, CancellationToken cancellationToken)
    {
        // Git repeats the two trees first. When it cannot read one of them it says so on stderr only, and goes on to the mark.
        await ExpectAsync(trees, answers, cancellationToken);
        var result = new List<TreeDifference>();
        while (await answers.PeekAsync(cancellationToken) == (byte)':')
        {
            var entry = Encoding.UTF8.GetString(await answers.ReadUntilAsync(0, cancellationToken));
            if (entry.Split(' ') is not [var oldMode, var newMode, var oldId, var newId, _])
            {
                throw new FormatException($"expected two modes, two ids and a status, found '{entry}'");
            }

            var path = new ByteText(await answers.ReadUntilAsync(0, cancellationToken));
            result.Add(new TreeDifference(path, TreeEntry.Read(oldMode[1..], oldId), TreeEntry.Read(newMode, newId)));
        }

        await ExpectAsync(EndMark, answers, cancellationToken);
        return result;
    }

    private static async Task ExpectAsync(string expected, AnswerReader answers, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetString(await answers.ReadLineAsync(cancellationToken));
        if (line != expected)
        {
            throw new FormatException($"expected '{expected}', found '{line}'");
        }
    }
}

/// <summary>One path in which two trees differ; nothing stands for "not there".</summary>
internal sealed record TreeDifference(ByteText Path, TreeEntry? Old, TreeEntry? New);

/// <param name="Mode">As git writes it, for example <c>100644</c>.</param>
internal sealed record TreeEntry(string Mode, ObjectId Id)
{
    public bool IsRegularFile => Mode.StartsWith("100", StringComparison.Ordinal);

    public static TreeEntry? Read(string mode, string id) =>
        mode == "000000" ? null : new TreeEntry(mode, ObjectId.Parse(id));
}
