using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Git.Objects;

namespace Collimate.Engine.Detecting;

/// <summary>Looks for what an integration broke although git calls it clean (part 076). May be called for several branches at once.</summary>
/// <remarks>It changes nothing. Findings are what neither the branch nor its target had before.</remarks>
public interface IErrorDetector
{
    Task<IReadOnlyList<Finding>> DetectAsync(DetectionRequest request, CancellationToken cancellationToken);
}

/// <param name="NewTip">The integrated result; it exists in the workspace only.</param>
public sealed record DetectionRequest(BranchPlan Plan, ObjectId NewTip, AlignmentWorkspace Workspace);

/// <summary>One thing that the integration broke.</summary>
/// <param name="Code">Stable snake_case word, for example <c>conflict_markers</c>.</param>
/// <param name="Path">The file; not escaped.</param>
/// <param name="Line">Counted from 1; 0 when the finding concerns the whole file.</param>
/// <param name="Message">What was found, in one line.</param>
public sealed record Finding(string Code, Severity Severity, string Path, int Line, string Message);
