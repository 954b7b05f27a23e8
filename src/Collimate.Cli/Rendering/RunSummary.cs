using System.Globalization;
using Collimate.Engine;
using Collimate.Engine.Documenting;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Rendering;

/// <summary>What a person reads when a run has ended.</summary>
internal static class RunSummary
{
    public static async Task WriteAsync(TextWriter output, RunResult run, Loudness loudness)
    {
        foreach (var group in run.Groups)
        {
            var aligned = group.Branches.Count(branch => branch.Status == BranchStatus.Completed);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{DisplayText.Escape(group.Target)}: {aligned} aligned, {group.Branches.Count - aligned} failed"));
            foreach (var branch in group.Branches.Where(b => loudness == Loudness.Verbose || b.Status != BranchStatus.Completed))
            {
                await output.WriteLineAsync(LineFor(branch));
                foreach (var touch in LastTouch.Of(branch))
                {
                    await output.WriteLineAsync($"           {touch.Path}: last touched by {touch.Commit}, {touch.Author}: {touch.Subject}");
                }

                if (loudness == Loudness.Verbose && branch.Advice is { } advice)
                {
                    await output.WriteLineAsync($"           {advice}");
                }
            }

            foreach (var branch in group.Branches)
            {
                foreach (var warning in branch.Warnings)
                {
                    await output.WriteLineAsync($"  warning  {DisplayText.Escape(branch.BranchName)}: {warning.Message} ({warning.Code})");
                }
            }

            if (group.CircuitOpened is { } reason)
            {
                await output.WriteLineAsync($"  circuit breaker opened: {reason}; {Counted.Branches(group.NotAttempted.Count)} not attempted:");
            }

            foreach (var name in group.NotAttempted)
            {
                await output.WriteLineAsync($"  not attempted  {DisplayText.Escape(name)}");
            }
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Successful} aligned, {run.Failed} failed in {run.Duration.TotalSeconds:0.00} s"));
        await output.WriteLineAsync($"report: {DisplayText.Escape(Path.Combine(run.Folder, "report.json"))}");
        if (run.Branches.Any(branch => branch.NewTip is not null))
        {
            await output.WriteLineAsync($"the tips before this run are kept at refs/collimate/runs/{run.Run}");
        }
    }

    private static string LineFor(BranchResult branch)
    {
        var name = DisplayText.Escape(branch.BranchName);
        return branch.ErrorMessage is { } message ? $"  failed   {name}: {message}"
            : branch.NewTip is { } tip ? $"  aligned  {name}: now at {tip.Abbreviated}"
            : $"  aligned  {name}: nothing to do";
    }
}
