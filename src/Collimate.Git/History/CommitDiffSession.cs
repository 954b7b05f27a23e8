using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>A <c>git diff-tree --stdin</c> that stays open and compares commits with their first parents.</summary>
/// <remarks>
/// Merge commits have no answer, and neither has a commit of which git cannot read what it needs. May be used from several
/// threads; one request at a time, others wait.
/// </remarks>
/// <param name="context">Git reads attributes from its working directory.</param>
/// <param name="format">Options that choose what is written about each commit.</param>
internal sealed class CommitDiffSession(GitContext context, IReadOnlyList<string> format) : IAsyncDisposable
{
    /// <summary>How many commits are asked for at once; an answer is bounded by the stall limit of the context.</summary>
    private const int Chunk = 2048;

    private readonly AnsweringChild _child = new(context, ["diff-tree", "--stdin", "-r", "--root", "--no-renames", .. format]);

    /// <summary>Diff-tree repeats a line that is no object id and flushes; nothing that it writes by itself begins like this.</summary>
    public const byte EndMark = (byte)'.';

    /// <param name="read">Reads the answer about all commits of a chunk, up to the line that begins with <see cref="EndMark"/>, which it consumes.</param>
    public async Task<Dictionary<ObjectId, T>> ReadAsync<T>(
        IReadOnlyList<ObjectId> commits,
        Func<AnswerReader, CancellationToken, Task<IReadOnlyList<KeyValuePair<ObjectId, T>>>> read,
        CancellationToken cancellationToken)
    {
        var result = new Dictionary<ObjectId, T>();
        foreach (var chunk in commits.Chunk(Chunk))
        {
            foreach (var (commit, value) in await ReadChunkAsync(chunk, read, cancellationToken))
            {
                result[commit] = value;
            }
        }

        return result;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    /// <summary>A chunk that fails is halved until only the commit that git cannot read is left out.</summary>
    private async Task<IReadOnlyList<KeyValuePair<ObjectId, T>>> ReadChunkAsync<T>(
        ArraySegment<ObjectId> chunk,
        Func<AnswerReader, CancellationToken, Task<IReadOnlyList<KeyValuePair<ObjectId, T>>>> read,
        CancellationToken cancellationToken)
    {
        var question = new StringBuilder(chunk.Count * 65);
        foreach (var commit in chunk)
        {
            question.Append(commit.ToString()).Append('\n');
        }

        question.Append((char)EndMark).Append('\n');
        try
        {
            return await _child.AskAsync(Encoding.ASCII.GetBytes(question.ToString()), read, cancellationToken);
        }
        catch (GitFailedException) when (chunk.Count == 1)
        {
            return [];
        }
        catch (GitFailedException)
        {
            var half = chunk.Count / 2;
            var first = await ReadChunkAsync(chunk[..half], read, cancellationToken);
            return [.. first, .. await ReadChunkAsync(chunk[half..], read, cancellationToken)];
        }
    }
}
