using Collimate.Engine.Documenting;
using Collimate.Engine.Planning;

namespace Collimate.TestKit.Fakes;

/// <summary>A stand-in for part 078: unless told otherwise, it writes the name of the branch.</summary>
public sealed class FakeDocumenter(Func<BranchPlan, CancellationToken, Task<string>>? document = null) : IChangesDocumenter
{
    public Task<string> DocumentAsync(DocumentationRequest request, CancellationToken cancellationToken) =>
        document?.Invoke(request.Plan, cancellationToken) ?? Task.FromResult(request.Plan.Branch);
}
