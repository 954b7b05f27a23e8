using Collimate.Engine.Detecting;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;

namespace Collimate.Engine;

/// <summary>The parts of an alignment that a user may replace: 077, 076 and 078 of the plan.</summary>
public sealed record AlignmentModules
{
    public IIntegrationUtility Integration { get; init; } = new ObjectDatabaseIntegration();

    public IErrorDetector Detector { get; init; } = new ConflictMarkerDetector();

    public IChangesDocumenter Documenter { get; init; } = new ChangesSummary();
}
