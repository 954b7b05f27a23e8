using System.Security.Cryptography;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.History;

/// <summary>What a commit touches, as two numbers that are cheap to read: one can rule a twin out, the other can prove one.</summary>
/// <remarks>A commit that changes nothing has neither.</remarks>
/// <param name="Names">
/// Which paths it adds, deletes and changes. Commits that differ here are no twins; git looks at that first too (patch-ids.c, the id
/// of headers only).
/// </param>
/// <param name="Versions">Modes and blobs of all these paths before and after. Commits that are equal here are twins.</param>
internal readonly record struct TouchedPaths(UInt128 Names, UInt128 Versions)
{
    private static readonly string[] Format = ["--raw", "-z", "--no-abbrev"];

    public static CommitDiffSession Open(GitContext context) => new(context, Format);

    /// <param name="known">Is told what is read, if anybody will ask for it.</param>
    public static Task<Dictionary<ObjectId, TouchedPaths>> ReadAsync(
        CommitDiffSession session, IReadOnlyList<ObjectId> commits, KnownPaths? known, CancellationToken cancellationToken) =>
        session.ReadAsync<TouchedPaths>(commits, (answers, diffs, token) => ReadAnswerAsync(answers, diffs, known, token), cancellationToken);

    /// <summary>Reads "id NUL", and for each path ":mode mode blob blob status NUL path NUL".</summary>
    private static async Task ReadAnswerAsync(
        AnswerReader answers, CommitDiffs<TouchedPaths> diffs, KnownPaths? known, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        using var names = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var versions = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await answers.PeekAsync(cancellationToken) is var first && first != CommitDiffSession.EndMark)
        {
            var word = await answers.ReadUntilAsync(0, cancellationToken);
            if (first != (byte)':')
            {
                Complete();
                diffs.Begin(ObjectId.Parse(word));
                continue;
            }

            var path = await answers.ReadUntilAsync(0, cancellationToken);
            names.AppendData(word[^1] == (byte)'T' ? "M"u8 : word.AsSpan()[^1..]); // A changed type is a change for git as well.
            names.AppendData(path);
            names.AppendData("\0"u8);
            if (known is not null)
            {
                paths.Add(new ByteText(path).ToString());
            }

            versions.AppendData(word);
            versions.AppendData(path);
            versions.AppendData("\0"u8);
        }

        await answers.ReadLineAsync(cancellationToken);
        Complete();

        void Complete()
        {
            if (diffs.Unfinished is { } commit)
            {
                known?.Add(commit, paths);
            }

            paths.Clear();
            diffs.Complete(Value);
        }

        TouchedPaths Value() => new(PatchId.Truncate(names.GetHashAndReset()), PatchId.Truncate(versions.GetHashAndReset()));
    }
}
