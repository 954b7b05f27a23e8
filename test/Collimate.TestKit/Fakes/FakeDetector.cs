using Collimate.Engine.Detecting;
using Collimate.Engine.Planning;

namespace Collimate.TestKit.Fakes;

/// <summary>A stand-in for part 076: unless told otherwise, it finds nothing.</summary>
public sealed class FakeDetector(Func<BranchPlan, CancellationToken, Task<IReadOnlyList<Finding>>>? detect = null) : IErrorDetector
{
    public static Finding Finding(Severity severity, string code = "import_missing") =>
        new(code, severity, "src/auth.py", 7, "no module 'users'");

    public Task<IReadOnlyList<Finding>> DetectAsync(DetectionRequest request, CancellationToken cancellationToken) =>
        detect?.Invoke(request.Plan, cancellationToken) ?? Task.FromResult<IReadOnlyList<Finding>>([]);
}
