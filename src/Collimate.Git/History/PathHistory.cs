using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>Finds out which commits touch certain paths, with one <c>git diff-tree --stdin</c> for all of them.</summary>
/// <remarks>
/// Renames are not looked for: the commit that moved a file touches its old and its new path. Merge commits touch nothing, as
/// in <c>git log -- path</c>. Not for several threads.
/// </remarks>
/// <param name="wanted">Paths as <see cref="ByteText.ToString"/> gives them; nothing is kept about others.</param>
internal sealed class PathHistory(GitContext context, IReadOnlySet<string> wanted) : IAsyncDisposable
{
    // Diff-tree repeats a line that is no object id and flushes; nothing that it writes by itself begins like this.
    private const char EndMark = '.';

    private readonly AnsweringChild _child =
        new(context, ["diff-tree", "--stdin", "-r", "-z", "--root", "--no-renames", "--name-status"]);

    /// <summary>The wanted paths that each commit touches; a commit that touches none of them has no entry.</summary>
    /// <exception cref="GitFailedException">Something of the history is missing or cannot be read.</exception>
    public async Task<IReadOnlyDictionary<ObjectId, IReadOnlyList<string>>> ReadAsync(
        IReadOnlyList<ObjectId> commits, CancellationToken cancellationToken)
    {
        var question = string.Concat(commits.Select(commit => $"{commit}\n")) + $"{EndMark}\n";
        return await _child.AskAsync(Encoding.ASCII.GetBytes(question), ReadAnswerAsync, cancellationToken);
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    /// <summary>Reads "id NUL" for each commit that changes something, and for each of its paths "status NUL path NUL".</summary>
    private async Task<IReadOnlyDictionary<ObjectId, IReadOnlyList<string>>> ReadAnswerAsync(AnswerReader answers, CancellationToken cancellationToken)
    {
        var result = new Dictionary<ObjectId, IReadOnlyList<string>>();
        var touched = new List<string>();
        while (await answers.PeekAsync(cancellationToken) != EndMark)
        {
            var word = await answers.ReadUntilAsync(0, cancellationToken);
            if (word.Length > 1)
            {
                touched = [];
                result.Add(ObjectId.Parse(word), touched);
            }
            else if (new ByteText(await answers.ReadUntilAsync(0, cancellationToken)).ToString() is var path && wanted.Contains(path))
            {
                touched.Add(path);
            }
        }

        await answers.ReadLineAsync(cancellationToken);
        return result.Where(commit => commit.Value.Count > 0).ToDictionary();
    }
}
