using Collimate.Engine.Orchestrating;
using Collimate.Git;
using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Planning;

/// <summary>All that planning needs to know about a repository, read once. Never changes.</summary>
/// <param name="Commits">The tips that are commits with a readable history; a damaged one is missing here.</param>
internal sealed record RepositorySnapshot(
    ReferenceSnapshot References,
    WorktreeSnapshot Worktrees,
    CommitGraph Graph,
    IReadOnlySet<ObjectId> Commits)
{
    public Completeness Completeness { get; init; }

    /// <summary>Whether its file system takes names that differ only in case for one.</summary>
    public bool IgnoresCase { get; init; }

    public required string GitDirectory { get; init; }

    /// <summary>Where a branch was, as its reflog has it, oldest first; nothing when there is none.</summary>
    public IReadOnlyList<ObjectId> FormerTips(ReferenceName branch) => Reflog.ReadOldTips(GitDirectory, branch);

    /// <param name="input">Only the history of these branches and of their targets is walked.</param>
    /// <exception cref="RepositoryUnsuitableException">Git cannot list the references or the worktrees.</exception>
    public static async Task<RepositorySnapshot> ReadAsync(
        GitRepository repository, PlanInput input, CancellationToken cancellationToken)
    {
        try
        {
            var worktrees = WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, cancellationToken);
            var references = (await ReadReferencesAsync(repository, cancellationToken)).With(input.Pinned);
            var tips = input.Branches
                .SelectMany(branch => new[] { branch.BranchName, branch.AssignedTarget })
                .Distinct(StringComparer.Ordinal)
                .Select(name => references.FindBranch(name)?.Target)
                .OfType<ObjectId>()
                .Distinct()
                .ToArray();

            var commits = await FindCommitsAsync(repository, tips, cancellationToken);
            var graph = await ReadGraphAsync(repository, commits, cancellationToken);
            return new RepositorySnapshot(references, await worktrees, graph, commits.Where(graph.Contains).ToHashSet())
            {
                Completeness = repository.Completeness,
                IgnoresCase = repository.IgnoresCase,
                GitDirectory = repository.CommonDirectory,
            };
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException("git cannot read the repository", e.Message, "Nothing was done. Run git fsck.", e);
        }
    }

    private static async Task<ReferenceSnapshot> ReadReferencesAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.ReadReferences);
        return await ReferenceSnapshot.ReadAsync(repository.Context, cancellationToken);
    }

    /// <summary>One walk. Only where it meets damage, the tips above the damage are found by halving, and left out.</summary>
    private static async Task<CommitGraph> ReadGraphAsync(GitRepository repository, ObjectId[] tips, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.WalkHistory)?.SetTag("tips", tips.Length);
        try
        {
            return await CommitGraph.ReadAsync(repository.Context, tips, cancellationToken);
        }
        catch (GitFailedException)
        {
            var sound = await FindSoundAsync(repository, tips, cancellationToken);
            return await CommitGraph.ReadAsync(repository.Context, sound, cancellationToken);
        }
    }

    private static async Task<ObjectId[]> FindSoundAsync(GitRepository repository, ObjectId[] tips, CancellationToken cancellationToken)
    {
        try
        {
            await CommitGraph.ReadAsync(repository.Context, tips, cancellationToken);
            return tips;
        }
        catch (GitFailedException) when (tips.Length == 1)
        {
            return [];
        }
        catch (GitFailedException)
        {
            var half = tips.Length / 2;
            var first = await FindSoundAsync(repository, tips[..half], cancellationToken);
            return [.. first, .. await FindSoundAsync(repository, tips[half..], cancellationToken)];
        }
    }

    private static async Task<ObjectId[]> FindCommitsAsync(
        GitRepository repository, ObjectId[] tips, CancellationToken cancellationToken)
    {
        await using var objects = new ObjectReadSession(repository.Context);
        var headers = await objects.ReadHeadersAsync(tips, cancellationToken);
        return [.. tips.Where((_, i) => headers[i]?.Type == "commit")];
    }
}
