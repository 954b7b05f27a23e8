using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>Finds out which commits touch certain paths, with one <c>git diff-tree --stdin</c> for all of which it is not known yet.</summary>
/// <remarks>
/// Renames are not looked for: the commit that moved a file touches its old and its new path. Merge commits touch nothing, as
/// in <c>git log -- path</c>. Not for several threads.
/// </remarks>
/// <param name="wanted">Paths as <see cref="ByteText.ToString"/> gives them; nothing is kept about others.</param>
/// <param name="known">Is asked first, and told what is read.</param>
internal sealed class PathHistory(GitContext context, IReadOnlySet<string> wanted, KnownPaths known) : IAsyncDisposable
{
    // Diff-tree repeats a line that is no object id and flushes; nothing that it writes by itself begins like this.
    private const char EndMark = '.';

    private readonly AnsweringChild _child =
        new(context.Collecting, ["diff-tree", "--stdin", "-r", "-z", "--root", "--no-renames", "--name-status"]);

    /// <summary>The wanted paths that each commit touches; a commit that touches none of them has no entry.</summary>
    /// <exception cref="GitFailedException">Something of the history is missing or cannot be read.</exception>
    public async Task<IReadOnlyDictionary<ObjectId, IReadOnlyList<string>>> ReadAsync(
        IReadOnlyList<ObjectId> commits, CancellationToken cancellationToken)
    {
        var result = new Dictionary<ObjectId, IReadOnlyList<string>>();
        var unknown = new List<ObjectId>();
        foreach (var commit in commits)
        {
            if (known.TryFind(commit, out var paths))
            {
                AddWanted(result, commit, paths);
            }
            else
            {
                unknown.Add(commit);
            }
        }

        if (unknown.Count > 0)
        {
            var question = string.Concat(unknown.Select(commit => $"{commit}\n")) + $"{EndMark}\n";
            await _child.AskAsync(Encoding.ASCII.GetBytes(question), (answers, token) => ReadAnswerAsync(answers, result, token), cancellationToken);
        }

        return result;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private void AddWanted(Dictionary<ObjectId, IReadOnlyList<string>> result, ObjectId commit, IReadOnlyList<string> paths)
    {
        if (paths.Any(wanted.Contains))
        {
            result.Add(commit, [.. paths.Where(wanted.Contains)]);
        }
    }

    /// <summary>Reads "id NUL" for each commit that changes something, and for each of its paths "status NUL path NUL".</summary>
    private async Task<int> ReadAnswerAsync(
        AnswerReader answers, Dictionary<ObjectId, IReadOnlyList<string>> result, CancellationToken cancellationToken)
    {
        var count = 0;
        while (await answers.PeekAsync(cancellationToken) != EndMark)
        {
            var commit = ObjectId.Parse(await answers.ReadUntilAsync(0, cancellationToken));
            var paths = new List<string>();
            while (await answers.PeekAsync(cancellationToken) is >= (byte)'A' and <= (byte)'Z')
            {
                await answers.ReadUntilAsync(0, cancellationToken);
                paths.Add(new ByteText(await answers.ReadUntilAsync(0, cancellationToken)).ToString());
            }

            known.Add(commit, paths);
            AddWanted(result, commit, paths);
            count++;
        }

        await answers.ReadLineAsync(cancellationToken);
        return count;
    }
}
