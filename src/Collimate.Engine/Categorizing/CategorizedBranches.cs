namespace Collimate.Engine.Categorizing;

/// <summary>The content of a <c>categorized_branches.json</c>.</summary>
/// <param name="Branches">In the order of the file; a branch that was listed twice with the same target stands here once.</param>
/// <param name="Warnings">Sentences about what was accepted but deserves a look: unknown keys, repeated branches.</param>
public sealed record CategorizedBranches(IReadOnlyList<CategorizedBranch> Branches, IReadOnlyList<string> Warnings);
