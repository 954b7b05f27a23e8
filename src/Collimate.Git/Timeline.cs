using System.Diagnostics;

namespace Collimate.Git;

/// <summary>What a run does, step by step, for whoever listens to the source <c>Collimate</c>.</summary>
/// <remarks>
/// A step is the <see cref="Activity"/> of .NET, so any listener can have it. Without one <see cref="Start"/> returns nothing and
/// costs next to nothing; nobody may rely on a step being there. The step in which another one starts is its parent, across
/// tasks too. docs/timeline.md describes each of them.
/// </remarks>
internal static class Timeline
{
    public const string SourceName = "Collimate";

    /// <summary>The whole run; started by the listener, so that it can tell its own run from others in the process.</summary>
    public const string Run = "run";

    public const string Plan = "plan";
    public const string ReadReferences = "read references";
    public const string WalkHistory = "walk history";
    public const string Decide = "decide";
    public const string InspectCheckouts = "inspect checkouts";
    public const string FindTwins = "find twins";

    public const string Group = "group";
    public const string PrepareMerges = "prepare merges";
    public const string ExplainConflicts = "explain conflicts";

    /// <summary>One of the lanes, for as long as it lives.</summary>
    public const string Lane = "lane";
    public const string Batch = "batch";

    /// <summary>One pair of a batch that was not believed.</summary>
    public const string Alone = "alone";

    /// <summary>What one process is asked; what its batch takes longer was spent on waiting for room.</summary>
    public const string MergeTree = "merge-tree";

    public const string Branch = "branch";
    public const string Integrate = "integrate";

    /// <summary>A branch waits for a lane and for the result.</summary>
    public const string Merge = "merge";
    public const string Detect = "detect";
    public const string Document = "document";

    public const string Retire = "retire";
    public const string Keep = "keep old tips";
    public const string Migrate = "migrate";
    public const string Journal = "journal";
    public const string Move = "move";
    public const string RemoveBackups = "remove backups";
    public const string WriteRecords = "write records";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts a step that ends when it is disposed.</summary>
    /// <param name="step">One of the constants above.</param>
    /// <param name="subject">Shown to people in the place of the step's name. Not escaped.</param>
    public static Activity? Start(string step, string? subject = null)
    {
        var activity = Source.StartActivity(step);
        if (activity is not null && subject is not null)
        {
            activity.DisplayName = subject;
        }

        return activity;
    }
}
