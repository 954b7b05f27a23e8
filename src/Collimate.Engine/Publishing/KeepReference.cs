using System.Text;
using Collimate.Engine.Planning;
using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Publishing;

/// <summary>The backup of a whole run: one reference to one commit whose parents are all old tips.</summary>
/// <remarks>
/// Whatever happens to branches and visible backups, the old tips stay reachable, also through <c>git gc --prune=now</c>.
/// The message has a line <c>old-tip backup-branch branch</c> for each branch, with <c>-</c> where no visible backup is made.
/// </remarks>
internal static class KeepReference
{
    private const string Prefix = "refs/collimate/runs/";

    public static ReferenceName For(string run) => ReferenceName.Of(Prefix + run);

    /// <summary>Makes the commit, durable, in the repository itself.</summary>
    /// <exception cref="GitFailedException">The disk is full or failed.</exception>
    public static async Task<ObjectId> WriteCommitAsync(GitRepository repository, KeepContent content, CancellationToken cancellationToken)
    {
        var tree = await WriteAsync(repository, "tree", [], cancellationToken);
        var commit = new CommitObject
        {
            Tree = tree,
            Parents = [.. content.Branches.Select(plan => plan.RequiredTips.Old).Distinct()],
            Author = content.Committer.ToText(),
            Committer = content.Committer,
            Message = Encoding.UTF8.GetBytes(Message(content)),
        };
        return await WriteAsync(repository, "commit", commit.ToBytes(), cancellationToken);
    }

    /// <summary>The keep refs of all runs.</summary>
    public static IReadOnlyList<(string Run, Reference Reference)> AllIn(ReferenceSnapshot references) =>
        [.. references.All.Where(reference => reference.Name.ToString().StartsWith(Prefix, StringComparison.Ordinal))
            .Select(reference => (reference.Name.ToString()[Prefix.Length..], reference))];

    /// <summary>Which value each visible backup was given by the runs that these commits belong to.</summary>
    /// <remarks>Anybody can bring such a commit here, so it is believed only about names that no other branch has.</remarks>
    /// <returns>Full names of backup branches and old tips that were recorded for them.</returns>
    public static async Task<IReadOnlySet<(ReferenceName Backup, ObjectId OldTip)>> ReadRecordedAsync(
        IReadOnlyList<ObjectId> keeps, ObjectReadSession objects, CancellationToken cancellationToken)
    {
        var recorded = new HashSet<(ReferenceName, ObjectId)>();
        foreach (var content in await objects.ReadAsync(keeps, cancellationToken))
        {
            // Only the message is of interest, and whoever made a commit of another form here concerns nobody.
            var message = content is { Type: "commit" } ? content.Bytes.AsSpan().IndexOf("\n\n"u8) : -1;
            if (message >= 0)
            {
                Read(content!.Bytes.AsSpan(message), recorded);
            }
        }

        return recorded;
    }

    private static string Message(KeepContent content)
    {
        var text = new StringBuilder($"collimate: the tips before run {content.Run}\n\n");
        foreach (var plan in content.Branches.Reverse().DistinctBy(plan => plan.Branch, StringComparer.Ordinal).Reverse())
        {
            text.Append(plan.RequiredTips.Old.ToString()).Append(' ')
                .Append(content.BackupNameOf(plan) ?? "-").Append(' ')
                .Append(plan.Branch).Append('\n');
        }

        return text.ToString();
    }

    private static void Read(ReadOnlySpan<byte> message, HashSet<(ReferenceName, ObjectId)> recorded)
    {
        foreach (var range in message.Split((byte)'\n'))
        {
            var line = message[range];
            var afterId = line.IndexOf((byte)' ');
            var afterBackup = afterId < 0 ? -1 : line[(afterId + 1)..].IndexOf((byte)' ');
            if (afterBackup > 0 && ObjectId.TryParse(line[..afterId], out var oldTip))
            {
                var backup = new ByteText(line.Slice(afterId + 1, afterBackup)).ToString();
                var branch = new ByteText(line[(afterId + afterBackup + 2)..]).ToString();
                if (BackupNaming.IsBackupOf(backup, branch))
                {
                    recorded.Add((ReferenceName.Branch(backup), oldTip));
                }
            }
        }
    }

    private static async Task<ObjectId> WriteAsync(GitRepository repository, string type, byte[] content, CancellationToken cancellationToken)
    {
        var id = await GitProcess.ReadAsync(
            repository.Context with { Signals = TerminalSignals.KeptAway }, ["hash-object", "-w", "-t", type, "--stdin"], content, cancellationToken);
        return ObjectId.Parse(id.AsSpan().TrimEnd((byte)'\n'));
    }
}

/// <param name="Branches">All branches of the run that may move; of one that was planned twice the last plan counts, and both tips are kept.</param>
/// <param name="BackupNameOf">Short name of the visible backup of a branch, or nothing.</param>
internal sealed record KeepContent(string Run, IReadOnlyList<BranchPlan> Branches, Signature Committer, Func<BranchPlan, string?> BackupNameOf);
