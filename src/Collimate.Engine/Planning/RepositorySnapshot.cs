using Collimate.Engine.Categorizing;
using Collimate.Git.History;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Planning;

/// <summary>All that planning needs to know about a repository, read once. Never changes.</summary>
/// <param name="Commits">The tips that are readable commits; a damaged one is missing here.</param>
internal sealed record RepositorySnapshot(
    ReferenceSnapshot References,
    WorktreeSnapshot Worktrees,
    CommitGraph Graph,
    IReadOnlySet<ObjectId> Commits)
{
    public Completeness Completeness { get; init; }

    /// <param name="branches">Only their history and that of their targets is walked.</param>
    /// <exception cref="GitFailedException">The history itself is damaged.</exception>
    public static async Task<RepositorySnapshot> ReadAsync(
        GitRepository repository, IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken)
    {
        var worktrees = WorktreeSnapshot.ReadAsync(repository.Context, repository.CommonDirectory, cancellationToken);
        var references = await ReferenceSnapshot.ReadAsync(repository.Context, cancellationToken);
        var tips = branches
            .SelectMany(branch => new[] { branch.BranchName, branch.AssignedTarget })
            .Distinct(StringComparer.Ordinal)
            .Select(name => references.Find(ReferenceName.Branch(name))?.Target)
            .OfType<ObjectId>()
            .Distinct()
            .ToArray();

        var commits = await FindCommitsAsync(repository, tips, cancellationToken);
        var graph = await CommitGraph.ReadAsync(repository.Context, commits, cancellationToken);
        return new RepositorySnapshot(references, await worktrees, graph, commits) { Completeness = repository.Completeness };
    }

    private static async Task<IReadOnlySet<ObjectId>> FindCommitsAsync(
        GitRepository repository, ObjectId[] tips, CancellationToken cancellationToken)
    {
        await using var objects = new ObjectReadSession(repository.Context);
        var headers = await objects.ReadHeadersAsync(tips, cancellationToken);
        return tips.Where((_, i) => headers[i]?.Type == "commit").ToHashSet();
    }
}
