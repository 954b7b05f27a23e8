using Collimate.Engine.Categorizing;
using Collimate.Git;
using Collimate.Git.History;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;

namespace Collimate.Engine.Planning;

/// <summary>A plan and what it was made from.</summary>
internal sealed record PlannedRun(RepositorySnapshot Snapshot, RunPlan Plan)
{
    /// <inheritdoc cref="UpstreamTwins.Touched"/>
    public required KnownPaths Touched { get; init; }

    /// <summary>Changes nothing in the repository.</summary>
    /// <param name="attributes">Those of the targets are needed to tell which commits are the same change.</param>
    /// <exception cref="ContradictoryTargetsException">A branch is listed with two targets.</exception>
    /// <exception cref="Orchestrating.RepositoryUnsuitableException">Git cannot list the references or the worktrees.</exception>
    public static async Task<PlannedRun> MakeAsync(
        GitRepository repository,
        AlignmentOptions options,
        PlanInput input,
        AttributeSandboxes attributes,
        CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.Plan)?.SetTag("branches", input.Branches.Count);
        var snapshot = await RepositorySnapshot.ReadAsync(repository, input, cancellationToken);
        var plan = new Planner(snapshot, options).Plan(input.Branches);
        plan = await CheckoutInspection.RefuseUnfinishedAsync(plan, snapshot, repository, cancellationToken);
        var twins = new UpstreamTwins(repository, snapshot.Graph, attributes);
        plan = await twins.LeaveOutAsync(plan, cancellationToken);
        return new PlannedRun(snapshot, plan) { Touched = twins.Touched };
    }
}

/// <summary>What is to be planned.</summary>
internal sealed record PlanInput(IReadOnlyList<CategorizedBranch> Branches)
{
    /// <summary>Branches that count as pointing somewhere, wherever they point now.</summary>
    public IReadOnlyDictionary<ReferenceName, ObjectId> Pinned { get; init; } = new Dictionary<ReferenceName, ObjectId>();
}
