using Collimate.Engine.Integrating;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Orchestrating;

/// <summary>The one line that <c>results.json</c> says about a conflict.</summary>
internal static class ConflictMessage
{
    private const int PathsShown = 3;

    public static string For(IntegrationResult.Conflicted conflicted)
    {
        var paths = conflicted.Conflicts.Select(conflict => DisplayText.Escape(conflict.Path)).ToArray();
        var shown = string.Join(", ", paths.Take(PathsShown));
        var more = paths.Length > PathsShown ? $" and {paths.Length - PathsShown} more" : "";
        return $"Merge conflict in {shown}{more} (unresolvable)";
    }
}
