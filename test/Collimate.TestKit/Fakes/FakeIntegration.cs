using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;

namespace Collimate.TestKit.Fakes;

/// <summary>A stand-in for part 077: unless told otherwise, the result of every branch is the tip of its target.</summary>
public sealed class FakeIntegration(Func<BranchPlan, CancellationToken, Task<IntegrationResult>>? integrate = null) : IIntegrationUtility
{
    public static IntegrationResult Success(BranchPlan plan) => new IntegrationResult.Integrated(plan.Tips!.Target);

    public static IntegrationResult Conflict(BranchPlan plan) =>
        new IntegrationResult.Conflicted(plan.Tips!.Old, "a subject", [new Conflict("src/auth.py", ConflictKind.Content)]);

    public Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken) =>
        integrate?.Invoke(request.Plan, cancellationToken) ?? Task.FromResult(Success(request.Plan));
}
