using System.Security.Cryptography;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>Which paths a commit adds, deletes and changes, as one number: cheap to read, and different for commits that cannot be twins.</summary>
/// <remarks>As git does before it computes patch ids (patch-ids.c, the id of headers only). A commit that changes nothing has none.</remarks>
internal static class TouchedPaths
{
    private static readonly string[] Format = ["--name-status", "-z"];

    public static CommitDiffSession Open(GitContext context) => new(context, Format);

    public static Task<Dictionary<ObjectId, UInt128>> ReadAsync(
        CommitDiffSession session, IReadOnlyList<ObjectId> commits, CancellationToken cancellationToken) =>
        session.ReadAsync<UInt128>(commits, ReadAnswerAsync, cancellationToken);

    /// <summary>Reads "id NUL", and for each path "status NUL path NUL".</summary>
    private static async Task ReadAnswerAsync(AnswerReader answers, CommitDiffs<UInt128> diffs, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await answers.PeekAsync(cancellationToken) != CommitDiffSession.EndMark)
        {
            var word = await answers.ReadUntilAsync(0, cancellationToken);
            if (word.Length > 1)
            {
                diffs.Complete(Value);
                diffs.Begin(ObjectId.Parse(word));
                continue;
            }

            // A changed type is a change for git as well.
            hash.AppendData(word is [(byte)'T'] ? "M"u8 : word);
            hash.AppendData(await answers.ReadUntilAsync(0, cancellationToken));
            hash.AppendData("\0"u8);
        }

        await answers.ReadLineAsync(cancellationToken);
        diffs.Complete(Value);

        UInt128 Value() => PatchId.Truncate(hash.GetHashAndReset());
    }
}
