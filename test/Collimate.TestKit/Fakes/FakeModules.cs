using Collimate.Engine;

namespace Collimate.TestKit.Fakes;

/// <summary>All three parts replaced by stand-ins that succeed at once.</summary>
public static class FakeModules
{
    public static AlignmentModules Fast { get; } = new()
    {
        Integration = new FakeIntegration(),
        Detector = new FakeDetector(),
        Documenter = new FakeDocumenter(),
    };
}
