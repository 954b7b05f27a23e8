using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.Merging;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Orchestrating;

/// <summary>Merges with one target after another; they see the attributes of that target. Not for several threads.</summary>
/// <remarks>Targets with the same attributes share a sandbox, so their merges may meet in one batch.</remarks>
internal sealed class TargetMerges(AlignmentRunParts parts, AttributeSandboxes attributes, MergeLanes lanes)
{
    private readonly Dictionary<string, SandboxMerges> _known = new(StringComparer.Ordinal);
    private GitCapabilities _capabilities = parts.Capabilities;

    /// <summary>What git says about every merge of this repository.</summary>
    public IEnumerable<string> Warnings => _known.Values
        .SelectMany(merges => merges.StandingErrors)
        .Select(standing => $"git says about every merge of this repository: {DisplayText.Escape(standing)}")
        .Distinct(StringComparer.Ordinal);

    /// <exception cref="TargetUnreadableException">The target's tree is missing or damaged.</exception>
    public async Task<SandboxMerges> WithAsync(TargetGroup group, WorkspaceParts workspace, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.PrepareMerges);
        var target = group.TargetTip ?? throw new InvalidOperationException("BUG: a group without a target has nothing to merge");
        try
        {
            var directory = await attributes.GetAsync(target, cancellationToken);
            if (_known.TryGetValue(directory, out var known))
            {
                return known;
            }

            var context = workspace.Quarantine.Context with { WorkingDirectory = directory, WorkTree = directory };
            var merges = await SandboxMerges.StartAsync(lanes, new SandboxMergeOptions(context, _capabilities), target, cancellationToken);
            _capabilities = merges.Options.Capabilities; // What the first one could not do is not tried again.
            return _known[directory] = merges;
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
