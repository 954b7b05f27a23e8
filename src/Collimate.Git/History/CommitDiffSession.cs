using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>Two <c>git diff-tree --stdin</c> that stay open and compare commits with their first parents.</summary>
/// <remarks>
/// Many commits are divided between them, always in the same way, because to plan there is nothing else to do meanwhile. Merge
/// commits have no answer, and neither has a commit of which git cannot read what it needs. May be used from several threads; one
/// request at a time, others wait.
/// </remarks>
/// <param name="context">Git reads attributes from its working directory.</param>
/// <param name="format">Options that choose what is written about each commit.</param>
internal sealed class CommitDiffSession(GitContext context, IReadOnlyList<string> format) : IAsyncDisposable
{
    /// <summary>Diff-tree repeats a line that is no object id and flushes; nothing that it writes by itself begins like this.</summary>
    public const byte EndMark = (byte)'.';

    /// <summary>How many commits are asked for at once; an answer is bounded by the stall limit of the context.</summary>
    private const int Chunk = 2048;

    /// <summary>A partial clone can lack thousands of files; after so many commits of a share that cannot be read no more of it are asked for.</summary>
    /// <remarks>Git ends several times for each until it is found; that is not counted.</remarks>
    private const int MostFailures = 64;

    /// <summary>Less than this is not worth another process.</summary>
    private const int SmallestShare = 128;

    private readonly AnsweringChild[] _children = [Child(context, format), Child(context, format)];

    /// <param name="commits">Each once.</param>
    /// <param name="read">Reads the answer about a chunk of commits, up to the line that begins with <see cref="EndMark"/>, which it consumes.</param>
    /// <returns>What was read about each commit that has an answer; not about the rest when git could not read too many.</returns>
    /// <exception cref="GitFailedException">Git cannot be started; nothing can be concluded from answers that are missing.</exception>
    public async Task<Dictionary<ObjectId, T>> ReadAsync<T>(
        IReadOnlyList<ObjectId> commits, Func<AnswerReader, CommitDiffs<T>, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var share = Math.Max(SmallestShare, (commits.Count + _children.Length - 1) / _children.Length);
        var shares = await Task.WhenAll(commits.Chunk(share).Zip(_children, (part, child) => ReadShareAsync(child, part, read, cancellationToken)));
        return shares.SelectMany(values => values).ToDictionary();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
        {
            await child.DisposeAsync();
        }
    }

    private static AnsweringChild Child(GitContext context, IReadOnlyList<string> format) =>
        new(context.Collecting, ["diff-tree", "--stdin", "-r", "--root", "--no-renames", .. format]);

    private static async Task<Dictionary<ObjectId, T>> ReadShareAsync<T>(
        AnsweringChild child, ObjectId[] commits, Func<AnswerReader, CommitDiffs<T>, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var diffs = new CommitDiffs<T>();
        var next = 0;
        while (next < commits.Length && diffs.Failures < MostFailures)
        {
            var count = Math.Min(Chunk, commits.Length - next);
            next = await ReadChunkAsync(child, commits, next, count, diffs, read, cancellationToken);
        }

        return diffs.Values;
    }

    /// <returns>Where to go on. Git ends at a commit that it cannot read; only when it does so for one commit alone, that one is left out.</returns>
    private static async Task<int> ReadChunkAsync<T>(
        AnsweringChild child,
        IReadOnlyList<ObjectId> commits,
        int start,
        int count,
        CommitDiffs<T> diffs,
        Func<AnswerReader, CommitDiffs<T>, CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        var question = new StringBuilder(count * 65);
        for (var i = start; i < start + count; i++)
        {
            question.Append(commits[i].ToString()).Append('\n');
        }

        question.Append((char)EndMark).Append('\n');
        try
        {
            await child.AskAsync(Encoding.ASCII.GetBytes(question.ToString()), ReadAllAsync, cancellationToken);
            return start + count;
        }
        catch (GitFailedException e) when (e is not GitNotStartedException)
        {
            var reached = diffs.Unfinished is { } unfinished ? Enumerable.Range(start, count).FirstOrDefault(i => commits[i] == unfinished, start) : start;
            diffs.Abandon();
            if (reached > start)
            {
                return reached;
            }

            if (count > 1)
            {
                return await ReadChunkAsync(child, commits, start, 1, diffs, read, cancellationToken);
            }

            diffs.Failures++;
            return start + 1;
        }

        async Task<int> ReadAllAsync(AnswerReader answers, CancellationToken token)
        {
            await read(answers, diffs, token);
            return count;
        }
    }
}

/// <summary>Collects what is read about one commit after the other.</summary>
internal sealed class CommitDiffs<T>
{
    public Dictionary<ObjectId, T> Values { get; } = [];

    /// <summary>The commit whose answer has begun and not ended.</summary>
    public ObjectId? Unfinished { get; private set; }

    public void Begin(ObjectId commit) => Unfinished = commit;

    /// <summary>The answer about the commit that was begun last, if there is one, is complete.</summary>
    public void Complete(Func<T> value)
    {
        if (Unfinished is { } commit)
        {
            Values[commit] = value();
            Unfinished = null;
        }
    }

    /// <summary>How many commits have no answer because git cannot read what it needs.</summary>
    public int Failures { get; set; }

    public void Abandon() => Unfinished = null;
}
