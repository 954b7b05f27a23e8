using System.Globalization;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Rendering;

/// <summary>A plan as lines of text, in the order of the run.</summary>
internal static class PlanTable
{
    public static async Task WriteAsync(TextWriter output, RunPlan plan)
    {
        foreach (var group in plan.Groups)
        {
            var tip = group.TargetTip is { } id ? $"at {id.Abbreviated}" : "does not exist";
            await output.WriteLineAsync($"{DisplayText.Escape(group.Target)} ({tip}): {Counted.Branches(group.Branches.Count)}");
            foreach (var branch in group.Branches)
            {
                var order = branch.Scheduling == Scheduling.Sequential ? ", alone and last" : "";
                var place = branch.Worktree is { } worktree ? $", together with the worktree at {DisplayText.Escape(worktree)}" : "";
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"  {branch.Number,5}  {DisplayText.Escape(branch.Branch)}: {Describe(branch.Action)}{LeftOut(branch.Action)}{Below(branch)}{order}{place}"));
                foreach (var warning in branch.Warnings)
                {
                    await output.WriteLineAsync($"         warning: {warning.Message} ({warning.Code})");
                }
            }
        }

        var refused = plan.Branches.Count(branch => branch.Action is PlannedAction.Refuse);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{Counted.Branches(plan.Branches.Count())}, {refused} refused; nothing was changed"));
    }

    private static string LeftOut(PlannedAction action) => action is PlannedAction.Replay { LeftOut.Count: > 0 and var count }
        ? string.Create(CultureInfo.InvariantCulture, $", leave out {count} that the target has already")
        : "";

    private static string Below(BranchPlan plan) => plan.StandsOn is [var parent, ..] ? $", stands on {DisplayText.Escape(parent)}" : "";

    private static string Describe(PlannedAction action) => action switch
    {
        PlannedAction.AlreadyAligned => "already aligned",
        PlannedAction.KeepMerged => "keep, already merged",
        PlannedAction.FastForward => "fast-forward",
        PlannedAction.Replay { Commits.Count: 0 } => "move to the target",
        PlannedAction.Replay { Commits.Count: 1 } => "rebase 1 commit",
        PlannedAction.Replay replay => string.Create(CultureInfo.InvariantCulture, $"rebase {replay.Commits.Count} commits"),
        PlannedAction.Merge => "merge",
        PlannedAction.Refuse refuse => $"refused, {refuse.Code.Name}: {refuse.Reason}",
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown action"),
    };
}
