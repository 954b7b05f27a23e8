using Collimate.Engine.Categorizing;

namespace Collimate.Engine.Tests;

/// <summary>Short ways to write down what a run is given.</summary>
internal static class Input
{
    public static CategorizedBranch Branch(string name, string target = "main", double? confidence = null, params string[] tags) =>
        new(name, target, confidence) { Tags = tags };

    public static CategorizedBranch Sequential(string name, double? confidence = null) =>
        Branch(name, "main", confidence, "tag:sequential_required");

    /// <summary><c>prefix-01</c>, <c>prefix-02</c> and so on, all at the first commit of <c>main</c>.</summary>
    public static string[] Names(string prefix, int count) => [.. Enumerable.Range(1, count).Select(i => $"{prefix}-{i:00}")];
}
