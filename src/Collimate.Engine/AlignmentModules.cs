using Collimate.Engine.Detecting;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;

namespace Collimate.Engine;

/// <summary>The parts of an alignment that a user may replace: 077, 076 and 078 of the plan.</summary>
public sealed record AlignmentModules
{
    /// <summary>Nothing means: the built-in one that <see cref="IntegrationOptions.Method"/> names.</summary>
    public IIntegrationUtility? Integration { get; init; }

    public IErrorDetector Detector { get; init; } = new ConflictMarkerDetector();

    public IChangesDocumenter Documenter { get; init; } = new ChangesSummary();

    internal IIntegrationUtility IntegrationOr(IntegrationMethod method) => Integration ?? method switch
    {
        IntegrationMethod.Objects => new ObjectDatabaseIntegration(),
        IntegrationMethod.Worktree => new WorktreeIntegration(),
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown method"),
    };
}
