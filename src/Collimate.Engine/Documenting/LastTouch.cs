using Collimate.Engine.Integrating;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Documenting;

/// <summary>What a person is told about a path in conflict: whom to ask. Short, and escaped for a terminal.</summary>
/// <param name="Commit">Its abbreviated id.</param>
internal sealed record LastTouch(string Path, string Commit, string Author, string Subject)
{
    // As many as the message about the conflict names; the report has all.
    private const int Shown = 3;

    public static IEnumerable<LastTouch> Of(BranchResult branch) =>
        branch.Integration is IntegrationResult.Conflicted { Conflicts: var conflicts }
            ? conflicts
                .Where(conflict => conflict.LastTouchedBy is not null)
                .Take(Shown)
                .Select(conflict => Of(conflict.Path, conflict.LastTouchedBy!))
            : [];

    private static LastTouch Of(string path, TargetCommit commit) =>
        new(DisplayText.Escape(path), commit.Id.Abbreviated, DisplayText.Excerpt(commit.Author), DisplayText.Excerpt(commit.Subject));
}
