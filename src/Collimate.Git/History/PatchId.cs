using System.Buffers.Binary;
using System.Security.Cryptography;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>What a commit changes, as one number: equal for commits that git takes for the same change, whatever they stand on.</summary>
/// <remarks>
/// The equivalence is that of <c>git rebase</c> and <c>git rev-list --cherry-pick</c> (diff.c, diff_get_patch_id): white space
/// and line numbers do not count; new, deleted and changed modes do; binary files count by their ids; renames are not looked
/// for. The values are our own, only their equality is git's.
/// </remarks>
/// <param name="Value">Equal for commits that are twins for git.</param>
/// <param name="Exact">Equal only when the white space is the same too.</param>
internal readonly record struct PatchId(UInt128 Value, UInt128 Exact)
{
    // Fixed, because git computes patch ids with three lines of context and the default algorithm, whatever is configured.
    private static readonly string[] Format =
    [
        "--patch", "--full-index", "--unified=3", "--inter-hunk-context=0", "--diff-algorithm=default", "--no-indent-heuristic",
        "--no-ext-diff", "--no-textconv", "--no-color", "--submodule=short", "--ignore-submodules=none",
        "--src-prefix=a/", "--dst-prefix=b/",
    ];

    public static CommitDiffSession Open(GitContext context) => new(context, Format);

    public static Task<Dictionary<ObjectId, PatchId>> ReadAsync(
        CommitDiffSession session, IReadOnlyList<ObjectId> commits, CancellationToken cancellationToken) =>
        session.ReadAsync<PatchId>(commits, ReadAnswerAsync, cancellationToken);

    /// <summary>128 bits are enough to tell the commits of a repository apart.</summary>
    public static UInt128 Truncate(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);

    private static async Task ReadAnswerAsync(AnswerReader answers, CommitDiffs<PatchId> diffs, CancellationToken cancellationToken)
    {
        using var patch = new PatchText();
        while (await answers.ReadLineAsync(cancellationToken) is var line && !line.StartsWith(CommitDiffSession.EndMark))
        {
            if (!patch.IsInHunk(line) && ObjectId.TryParse(line, out var commit))
            {
                diffs.Complete(patch.Complete);
                diffs.Begin(commit);
            }
            else
            {
                patch.Add(line);
            }
        }

        diffs.Complete(patch.Complete);
    }

    /// <summary>Collects the lines of one commit's patch.</summary>
    private sealed class PatchText : IDisposable
    {
        private readonly IncrementalHash _value = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly IncrementalHash _exact = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _indexLine = [];
        private bool _inHunk;

        /// <summary>Every line of a hunk begins with one of these, and no other line does after the first hunk of a file.</summary>
        public bool IsInHunk(ReadOnlySpan<byte> line) => _inHunk && line is [(byte)' ' or (byte)'+' or (byte)'-' or (byte)'\\', ..];

        public void Add(byte[] line)
        {
            if (IsInHunk(line))
            {
                _exact.AppendData(line);
                _exact.AppendData("\n"u8);
                if (line[0] != (byte)'\\') // "No newline at end of file"
                {
                    AppendWithoutWhiteSpace(line);
                }
            }
            else if (line.StartsWith("@@ "u8))
            {
                _inHunk = true;
            }
            else if (line.StartsWith("index "u8))
            {
                // "index old..new mode": the mode stands there only when it did not change.
                _indexLine = line.AsSpan().LastIndexOf((byte)' ') is var end and > 5 ? line[..end] : line;
            }
            else
            {
                AddHeader(line);
            }
        }

        public PatchId Complete()
        {
            _inHunk = false;
            return new PatchId(Truncate(_value.GetHashAndReset()), Truncate(_exact.GetHashAndReset()));
        }

        public void Dispose()
        {
            _value.Dispose();
            _exact.Dispose();
        }

        private void AddHeader(byte[] line)
        {
            if (line.StartsWith("diff --git "u8))
            {
                _inHunk = false;
            }

            if (line.StartsWith("Binary files "u8))
            {
                _value.AppendData(_indexLine);
                _exact.AppendData(_indexLine);
                return;
            }

            _exact.AppendData(line);
            AppendWithoutWhiteSpace(line);
        }

        // patch-id runs the lines together, without anything between them.
        private void AppendWithoutWhiteSpace(byte[] line)
        {
            var length = 0;
            foreach (var value in line)
            {
                if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                {
                    line[length++] = value;
                }
            }

            _value.AppendData(line.AsSpan(0, length));
        }
    }
}
