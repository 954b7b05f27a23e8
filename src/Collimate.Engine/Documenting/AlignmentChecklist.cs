using System.Globalization;
using System.Text;

namespace Collimate.Engine.Documenting;

/// <summary>One page over all branches of a run, <c>ALIGNMENT_CHECKLIST.md</c>: a box for each, ticked where nothing is left to do.</summary>
internal static class AlignmentChecklist
{
    public static string Write(RunResult run)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Alignment checklist\n\nRun `{run.Run}`: {run.Successful} aligned, {run.Failed} failed.\n");
        foreach (var group in run.Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {MarkdownText.Escape(group.Target)}\n\n");
            foreach (var branch in group.Branches)
            {
                text.Append(LineFor(branch));
            }

            foreach (var name in group.NotAttempted)
            {
                text.Append(CultureInfo.InvariantCulture, $"- [ ] {MarkdownText.Escape(name)}: not attempted\n");
            }

            if (group.CircuitOpened is { } reason)
            {
                text.Append(CultureInfo.InvariantCulture, $"\nThe circuit breaker opened: {reason}.\n");
            }
        }

        return text.ToString();
    }

    private static string LineFor(LastTouch touch) =>
        $"  - {MarkdownText.Escape(touch.Path)}: last touched by `{touch.Commit}`, {MarkdownText.Escape(touch.Author)}: {MarkdownText.Escape(touch.Subject)}\n";

    private static string LineFor(BranchResult branch)
    {
        var name = MarkdownText.Escape(branch.BranchName);
        return branch.ErrorMessage is { } message
            ? $"- [ ] {name}: {MarkdownText.Escape(message)}. {branch.Advice}\n{string.Concat(LastTouch.Of(branch).Select(LineFor))}"
            : $"- [x] {name}\n";
    }
}
