using System.Collections.Concurrent;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Integrating;

/// <summary>The place where the objects of a run are made: the repository for reading, a quarantine for writing.</summary>
/// <remarks>
/// A module that runs git by itself sets <c>GIT_DIR</c>, <c>GIT_OBJECT_DIRECTORY</c> and
/// <c>GIT_ALTERNATE_OBJECT_DIRECTORIES</c> to the three properties. May be used from several threads.
/// </remarks>
public sealed class AlignmentWorkspace
{
    private readonly WorkspaceParts _parts;

    internal AlignmentWorkspace(WorkspaceParts parts) => _parts = parts;

    /// <summary>Absolute path of the git directory that all worktrees share.</summary>
    public string GitDirectory => _parts.Repository.CommonDirectory;

    /// <summary>Absolute path of the quarantine, where new objects go.</summary>
    public string ObjectDirectory => _parts.Quarantine.Directory;

    /// <summary>Absolute path of the repository's own objects; never written to.</summary>
    public string AlternateObjectDirectory => _parts.Repository.ObjectDirectory;

    /// <summary>They see the attributes of the group's target.</summary>
    internal SandboxMerges Merges => _parts.Merges ?? throw new InvalidOperationException("BUG: merges were not prepared, because nothing was to be merged");

    internal TreeMerges TreeMerges => Merges.Trees(NewObjects);

    /// <summary>What was replayed in this group already.</summary>
    internal ReplayMemory Replays => _parts.Replays;

    internal LeftOutInspection LeftOut =>
        _parts.LeftOut ?? throw new InvalidOperationException("BUG: commits are left out only where there is a target to look into");

    internal bool SignsCommits => _parts.Signing is not null;

    internal Completeness Completeness => _parts.Repository.Completeness;

    internal ObjectFormat Format => _parts.Repository.Format;

    internal PrivateWorktrees Worktrees => _parts.Worktrees;

    internal LooseObjectStore NewObjects => _parts.Quarantine.Objects;

    internal ObjectReadSession Objects => _parts.Objects;

    internal TreeDiffSession TreeDiffs => _parts.TreeDiffs;

    internal CommitterPolicy Committer => _parts.Committer;

    /// <summary>The time that a branch may spend on integration; set for integrations that keep it themselves.</summary>
    internal WorkBudget Budget { get; private init; } = new(TimeSpan.MaxValue);

    /// <exception cref="IOException">The disk is full or failed.</exception>
    internal void RequireStorage() => _parts.Quarantine.RequireStorage();

    internal AlignmentWorkspace WithBudget(WorkBudget budget) => new(_parts) { Budget = budget };

    /// <exception cref="MalformedObjectException">One of them is missing, no commit, or damaged.</exception>
    internal async Task<IReadOnlyList<CommitObject>> ReadCommitsAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellationToken)
    {
        var contents = await Objects.ReadAsync(ids, cancellationToken);
        return [.. contents.Select((content, i) => content is { Type: "commit" }
            ? CommitObject.Parse(content.Bytes)
            : throw new MalformedObjectException($"{ids[i]} is missing or not a commit"))];
    }

    /// <summary>Writes a new commit, signed where the repository asks for it.</summary>
    /// <exception cref="SigningFailedException">The program that signs refused.</exception>
    internal async Task<ObjectId> WriteCommitAsync(CommitObject commit, CancellationToken cancellationToken) =>
        _parts.Signing is { } signing
            ? await signing.WriteAsync(commit, cancellationToken)
            : NewObjects.Write("commit", commit.ToBytes());

    /// <summary>For commits that many branches ask for, such as a target's tip: read once.</summary>
    /// <exception cref="MalformedObjectException">It is missing, no commit, or damaged.</exception>
    internal async Task<CommitObject> ReadSharedCommitAsync(ObjectId id, CancellationToken cancellationToken) =>
        _parts.SharedCommits.TryGetValue(id, out var known)
            ? known
            : _parts.SharedCommits.GetOrAdd(id, (await ReadCommitsAsync([id], cancellationToken))[0]);
}

/// <summary>What a workspace is made of; the run owns all of it.</summary>
internal sealed record WorkspaceParts(GitRepository Repository, Quarantine Quarantine)
{
    public required ObjectReadSession Objects { get; init; }

    public required TreeDiffSession TreeDiffs { get; init; }

    public required CommitterPolicy Committer { get; init; }

    /// <summary>For integrations that need a checkout; none is made before one is asked for.</summary>
    public required PrivateWorktrees Worktrees { get; init; }

    /// <summary>They see the attributes of the group's target; nothing when the group has nothing to merge.</summary>
    public SandboxMerges? Merges { get; init; }

    /// <summary>Nothing when new commits are not signed.</summary>
    public CommitSigning? Signing { get; init; }

    /// <summary>That of the group's target; nothing when it has nothing to merge.</summary>
    public LeftOutInspection? LeftOut { get; init; }

    /// <summary>One for each group: what is replayed onto one target helps no other.</summary>
    public ReplayMemory Replays { get; init; } = new();

    public ConcurrentDictionary<ObjectId, CommitObject> SharedCommits { get; } = new();
}
