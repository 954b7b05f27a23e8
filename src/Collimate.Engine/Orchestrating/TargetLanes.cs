using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.Merging;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Orchestrating;

/// <summary>Starts the merge lanes of one group after another; their merges see the attributes of the group's target.</summary>
internal sealed class TargetLanes(AlignmentRunParts parts, MemoryLimit memory, AttributeSandboxes attributes)
{
    private readonly OrchestrationOptions _limits = parts.Options.Orchestration;

    private int Lanes => _limits.EnableParallelization ? Math.Min(_limits.MaxWorkersPerTarget, _limits.MaxConcurrentGitOps) : 1;

    /// <param name="warnings">Gets what git says about every merge of this repository.</param>
    /// <exception cref="TargetUnreadableException">The target's tree is missing or damaged.</exception>
    public async Task<MergeLanes> StartAsync(
        TargetGroup group, WorkspaceParts workspace, List<string> warnings, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.StartLanes)?.SetTag("lanes", Lanes);
        var target = group.TargetTip ?? throw new InvalidOperationException("BUG: a group without a target has nothing to merge");
        try
        {
            var directory = await attributes.GetAsync(target, cancellationToken);
            var context = workspace.Quarantine.Context with { WorkingDirectory = directory, WorkTree = directory };
            var options = new MergeLaneOptions(context, Lanes, memory, parts.Host.Time) { Capabilities = parts.Capabilities };
            var lanes = await MergeLanes.StartAsync(options, target, cancellationToken);
            warnings.AddRange(lanes.StandingErrors
                .Select(standing => $"git says about every merge of this repository: {DisplayText.Escape(standing)}")
                .Except(warnings, StringComparer.Ordinal));
            return lanes;
        }
        catch (GitFailedException e)
        {
            throw new TargetUnreadableException(group.Target, e);
        }
    }
}

/// <summary>The tree of a primary branch cannot be read, so nothing can be merged with it.</summary>
internal sealed class TargetUnreadableException : Exception
{
    public TargetUnreadableException(string target, GitFailedException cause)
        : base($"Primary branch '{DisplayText.Escape(target)}' cannot be read: {DisplayText.Escape(cause.Message)}", cause)
    {
    }
}
