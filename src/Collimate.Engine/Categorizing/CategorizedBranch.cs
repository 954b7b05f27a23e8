namespace Collimate.Engine.Categorizing;

/// <summary>One branch of the input and the primary branch that it follows.</summary>
/// <param name="BranchName">Short name, without <c>refs/heads/</c>.</param>
/// <param name="AssignedTarget">Short name of the primary branch.</param>
/// <param name="Confidence">How sure the categorisation is, 0 to 1.</param>
/// <param name="ClusterId">A number or a text in the input, kept as text.</param>
public sealed record CategorizedBranch(
    string BranchName, string AssignedTarget, double? Confidence = null, string? ClusterId = null)
{
    public IReadOnlyList<string> Tags { get; init; } = [];
}
