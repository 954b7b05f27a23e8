namespace Collimate.Conformance.Tests.Comparing;

/// <summary>A branch that is compared, as it was before anybody aligned it.</summary>
/// <param name="Seed">Of its case.</param>
/// <param name="Tip">Object id; likewise the target's.</param>
internal sealed record BranchPair(int Seed, string Name, string Tip, string TargetName, string TargetTip);
