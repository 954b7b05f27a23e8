using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git diff-tree --stdin</c> that stays open: compares trees without a process for each pair.</summary>
/// <remarks>
/// Diff-tree echoes and flushes a line that is no object id, which marks the end of an answer (builtin/diff-tree.c).
/// Renames are not looked for. May be used from several threads.
/// </remarks>
internal sealed class TreeDiffSession(GitContext context) : IAsyncDisposable
{
    private const string EndMark = "end-of-answer";

    private readonly QuestionSession _session =
        new(context, ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev"]);

    /// <summary>The paths in which two trees differ, in git's order.</summary>
    /// <exception cref="GitFailedException">A tree is missing or cannot be read.</exception>
    public async Task<IReadOnlyList<TreeDifference>> CompareAsync(ObjectId oldTree, ObjectId newTree, CancellationToken cancellationToken) =>
        oldTree == newTree
            ? []
            : await _session.AskAsync(Encoding.ASCII.GetBytes($"{oldTree} {newTree}\n{EndMark}\n"), ReadAsync, cancellationToken);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<IReadOnlyList<TreeDifference>> ReadAsync(AnswerReader answers, CancellationToken cancellationToken)
    {
        await answers.ReadLineAsync(cancellationToken); // the two trees, repeated
        var result = new List<TreeDifference>();
        while (await answers.PeekAsync(cancellationToken) == (byte)':')
        {
            var header = Encoding.ASCII.GetString(await answers.ReadUntilAsync(0, cancellationToken)).Split(' ');
            var path = new ByteText(await answers.ReadUntilAsync(0, cancellationToken));
            result.Add(header is [[':', .. var oldMode], var newMode, var oldId, var newId, _]
                ? new TreeDifference(path, TreeEntry.Read(oldMode, oldId), TreeEntry.Read(newMode, newId))
                : throw new FormatException($"git diff-tree answered '{string.Join(' ', header)}'"));
        }

        await answers.ReadLineAsync(cancellationToken); // the mark
        return result;
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
