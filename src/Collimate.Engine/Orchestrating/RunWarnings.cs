using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Orchestrating;

/// <summary>What a person should know about a run as a whole. Sentences without a full stop, escaped.</summary>
internal static class RunWarnings
{
    /// <summary>What the run makes may be collected before a reference holds it.</summary>
    public static IEnumerable<string> AboutCollection(CollectionPause pause)
    {
        if (!pause.IsInForce)
        {
            yield return "git gc was not kept away, because no hard link can be made here; one beside a run can delete what the run makes";
        }
    }

    /// <summary>Removes what earlier runs have left, and this one when it has ended.</summary>
    public static IEnumerable<string> AboutLeftovers(GitRepository repository) =>
        Quarantine.Sweep(repository).Select(left => $"what a run left cannot be removed: {DisplayText.Escape(left)}");

    /// <summary>Git's own commands show other commits than the run has seen.</summary>
    public static IEnumerable<string> AboutReplacements(RepositorySnapshot snapshot)
    {
        if (snapshot.References.Replacements is > 0 and var count)
        {
            yield return count == 1
                ? "1 object is replaced in this repository (git replace -l); the run took the original"
                : $"{count} objects are replaced in this repository (git replace -l); the run took the originals";
        }

        if (File.Exists(Path.Combine(snapshot.GitDirectory, "info", "grafts")))
        {
            yield return "this repository has grafts (info/grafts); the run took the commits as they are";
        }
    }

    /// <summary>The branches were aligned with a commit that is not the newest one any more.</summary>
    public static async Task<IEnumerable<string>> AboutTargetsAsync(RunPlan plan, GitContext context)
    {
        try
        {
            return AboutTargets(plan, await ReferenceSnapshot.ReadAsync(context, CancellationToken.None));
        }
        catch (GitFailedException e)
        {
            return [$"whether a primary branch moved during the run cannot be told: {DisplayText.Escape(e.Message)}"];
        }
    }

    private static IEnumerable<string> AboutTargets(RunPlan plan, ReferenceSnapshot now) =>
        from target in plan.Groups
        where target.TargetTip is not null
        let tip = now.FindBranch(target.Target)?.Target
        where tip != target.TargetTip
        let whither = tip is { } commit ? $"moved to {commit.Abbreviated}" : "was deleted"
        select $"'{DisplayText.Escape(target.Target)}' {whither} during the run; its branches were aligned with {target.TargetTip!.Value.Abbreviated}";
}
