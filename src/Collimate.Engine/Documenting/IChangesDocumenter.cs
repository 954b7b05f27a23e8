using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;

namespace Collimate.Engine.Documenting;

/// <summary>Writes down what an alignment did to one branch (part 078). May be called for several branches at once.</summary>
/// <remarks>It gives back the text; the run writes the file when the branch is retired.</remarks>
public interface IChangesDocumenter
{
    /// <returns>The content of the branch's <c>CHANGES_SUMMARY.md</c>.</returns>
    Task<string> DocumentAsync(DocumentationRequest request, CancellationToken cancellationToken);
}

/// <param name="Integration">Nothing when there was nothing to do.</param>
/// <param name="Run">The id of the run.</param>
public sealed record DocumentationRequest(
    string Run, BranchPlan Plan, IntegrationResult.Integrated? Integration, IReadOnlyList<Finding> Findings);
