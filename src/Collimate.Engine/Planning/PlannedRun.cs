using Collimate.Engine.Categorizing;
using Collimate.Engine.Orchestrating;
using Collimate.Git;
using Collimate.Git.History;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Planning;

/// <summary>A plan and what it was made from.</summary>
internal sealed record PlannedRun(RepositorySnapshot Snapshot, RunPlan Plan)
{
    /// <inheritdoc cref="UpstreamTwins.Touched"/>
    public required KnownPaths Touched { get; init; }

    /// <summary>Changes nothing in the repository.</summary>
    /// <param name="attributes">Those of the targets are needed to tell which commits are the same change.</param>
    /// <exception cref="ContradictoryTargetsException">A branch is listed with two targets.</exception>
    /// <exception cref="RepositoryUnsuitableException">Git cannot be started, or cannot list the references or the worktrees.</exception>
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
        return new PlannedRun(snapshot, await LeaveOutAsync(twins, plan, cancellationToken)) { Touched = twins.Touched };
    }

    private static async Task<RunPlan> LeaveOutAsync(UpstreamTwins twins, RunPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await twins.LeaveOutAsync(plan, cancellationToken);
        }
        catch (GitNotStartedException e)
        {
            throw new RepositoryUnsuitableException("git cannot be started", e.Message, "Nothing was done. Run again when the machine has room for more processes.", e);
        }
    }
}

/// <summary>What is to be planned.</summary>
internal sealed record PlanInput(IReadOnlyList<CategorizedBranch> Branches)
{
    /// <summary>Branches that count as pointing somewhere, wherever they point now.</summary>
    public IReadOnlyDictionary<ReferenceName, ObjectId> Pinned { get; init; } = new Dictionary<ReferenceName, ObjectId>();
}
