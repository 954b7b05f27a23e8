using System.Text;
using Collimate.Git.Objects;

namespace Collimate.Git.Sessions;

/// <summary>A <c>git diff-tree --stdin</c> that stays open: compares trees without a process for each pair.</summary>
/// <remarks>
/// Diff-tree echoes and flushes a line that is no object id, which marks the end of an answer (builtin/diff-tree.c).
/// Renames are not looked for. May be used from several threads; one comparison at a time. Git ends at the first tree that it
/// cannot read, so the next comparison gets a new process then: one damaged branch must not take the session away from the others.
/// </remarks>
internal sealed class TreeDiffSession : IAsyncDisposable
{
    private const string EndMark = "end-of-answer";

    private readonly GitContext _context;
    private readonly SemaphoreSlim _turn = new(1);
    private GitProcess _process;
    private AnswerReader _answers;
    private bool _broken;
    private bool _closed;

    public TreeDiffSession(GitContext context)
    {
        _context = context;
        _process = Start();
        _answers = new AnswerReader(_process.Output);
    }

    /// <summary>The paths in which two trees differ, in git's order.</summary>
    /// <exception cref="GitFailedException">A tree is missing or cannot be read.</exception>
    public async Task<IReadOnlyList<TreeDifference>> CompareAsync(ObjectId oldTree, ObjectId newTree, CancellationToken cancellationToken)
    {
        if (oldTree == newTree)
        {
            return [];
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            await ReopenIfBrokenAsync();
            await _context.Git.Slots.WaitAsync(cancellationToken);
            try
            {
                return await ExchangeAsync(oldTree, newTree, cancellationToken);
            }
            finally
            {
                _context.Git.Slots.Release();
            }
        }
        catch (EndOfStreamException)
        {
            _broken = true;
            throw new GitFailedException("diff-tree", await _process.WaitAsync(cancellationToken), await _process.ErrorAsync());
        }
        catch (OperationCanceledException)
        {
            // The rest of this answer would be taken for the next one.
            _broken = true;
            _process.Kill();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _process.DisposeAsync();
        _turn.Dispose();
    }

    private GitProcess Start() =>
        GitProcess.Start(_context, ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev"]);

    private async Task ReopenIfBrokenAsync()
    {
        if (_broken)
        {
            await _process.DisposeAsync();
            _process = Start();
            _answers = new AnswerReader(_process.Output);
            _broken = false;
        }
    }

    private async Task<IReadOnlyList<TreeDifference>> ExchangeAsync(ObjectId oldTree, ObjectId newTree, CancellationToken cancellationToken)
    {
        await _process.Input.WriteAsync(Encoding.ASCII.GetBytes($"{oldTree} {newTree}\n{EndMark}\n"), cancellationToken);
        await _process.Input.FlushAsync(cancellationToken);

        // The two trees, repeated; nothing when one of them is no tree that git can find.
        var head = await _answers.ReadLineAsync(cancellationToken);
        if (head.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(EndMark)))
        {
            throw new GitFailedException("diff-tree", 0, $"one of the trees {oldTree} and {newTree} cannot be read");
        }

        var result = new List<TreeDifference>();
        while (await _answers.PeekAsync(cancellationToken) == (byte)':')
        {
            var header = Encoding.ASCII.GetString(await _answers.ReadUntilAsync(0, cancellationToken)).Split(' ');
            var path = new ByteText(await _answers.ReadUntilAsync(0, cancellationToken));
            result.Add(new TreeDifference(path, TreeEntry.Read(header[0][1..], header[2]), TreeEntry.Read(header[1], header[3])));
        }

        await _answers.ReadLineAsync(cancellationToken); // the mark
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
