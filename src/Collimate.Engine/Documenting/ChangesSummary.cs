using System.Globalization;
using System.Text;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;

namespace Collimate.Engine.Documenting;

/// <summary>The built-in documentation: tips before and after, what was applied again, what was left out, what was found.</summary>
public sealed class ChangesSummary : IChangesDocumenter
{
    public Task<string> DocumentAsync(DocumentationRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Write(request));

    private static string Write(DocumentationRequest request)
    {
        var text = new StringBuilder();
        var tips = request.Plan.RequiredTips;
        text.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Escape(request.Plan.Branch)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Sentence(request)}\n\n");
        text.Append("| | |\n| --- | --- |\n");
        text.Append(CultureInfo.InvariantCulture, $"| target | {MarkdownText.Escape(request.Plan.Target)} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| target's commit | `{tips.Target}` |\n");
        text.Append(CultureInfo.InvariantCulture, $"| before | `{tips.Old}` |\n");
        text.Append(CultureInfo.InvariantCulture, $"| after | `{request.Integration?.NewTip ?? tips.Old}` |\n");
        text.Append(CultureInfo.InvariantCulture, $"| run | `{request.Run}` |\n");
        if (request.Integration is { } integration)
        {
            AppendCommits(text, request.Plan.Action, integration);
        }

        AppendWarnings(text, request);

        AppendFindings(text, request);
        return text.ToString();
    }

    private static string Sentence(DocumentationRequest request) => request.Plan.Action switch
    {
        PlannedAction.AlreadyAligned => "The branch had the newest commits of its target already. Nothing was changed.",
        PlannedAction.KeepMerged => "The target has everything that the branch has; the branch was left where it is.",
        PlannedAction.FastForward => "The branch had no commits of its own and was moved to the tip of its target.",
        PlannedAction.Replay when request.Integration is { Replayed.Count: 0 } =>
            "The target has every change of the branch already; the branch was moved to the tip of its target.",
        PlannedAction.Replay => "The commits of the branch were applied again on top of its target.",
        PlannedAction.Merge when request.Integration is { InsteadOfRebase: { } rebase } =>
            $"The target was merged into the branch, because commit {rebase.Commit.Abbreviated} could not be applied on it.",
        PlannedAction.Merge => "The target was merged into the branch.",
        _ => throw new System.Diagnostics.UnreachableException("BUG: a refused branch has no summary"),
    };

    private static void AppendCommits(StringBuilder text, PlannedAction action, IntegrationResult.Integrated integration)
    {
        if (integration.Replayed.Count > 0)
        {
            text.Append("\n## Applied again\n\n| before | after | subject |\n| --- | --- | --- |\n");
            foreach (var commit in integration.Replayed)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{commit.Old.Abbreviated}` | `{commit.New.Abbreviated}` | {MarkdownText.Escape(commit.Subject)} |\n");
            }
        }

        var leftOut = action is PlannedAction.Replay replay ? replay.LeftOut : [];
        if (leftOut.Count + integration.BecameEmpty.Count > 0)
        {
            text.Append("\n## Left out because the target has the change already\n\n");
            foreach (var commit in leftOut)
            {
                text.Append(CultureInfo.InvariantCulture, $"* `{commit.Commit}`, the same change as `{commit.Twin.Commit}`\n");
            }

            foreach (var commit in integration.BecameEmpty)
            {
                text.Append(CultureInfo.InvariantCulture, $"* `{commit}`, of which nothing was left\n");
            }
        }

        if (integration.SignaturesDropped > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nSignatures of {integration.SignaturesDropped} commits could not be kept, as with `git rebase`.\n");
        }
    }

    private static void AppendWarnings(StringBuilder text, DocumentationRequest request)
    {
        BranchWarning[] warnings = [.. request.Plan.Warnings, .. BranchWarnings.From(request.Integration)];
        if (warnings.Length == 0)
        {
            return;
        }

        text.Append("\n## Worth a look\n\n");
        foreach (var warning in warnings)
        {
            text.Append(CultureInfo.InvariantCulture, $"* `{warning.Code}`: {MarkdownText.Escape(warning.Message)}. {warning.Code.Advice}\n");
        }
    }

    private static void AppendFindings(StringBuilder text, DocumentationRequest request)
    {
        if (request.Findings.Count == 0)
        {
            return;
        }

        text.Append("\n## Findings\n\n| severity | where | what |\n| --- | --- | --- |\n");
        foreach (var finding in request.Findings)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {finding.Severity} | {MarkdownText.Escape(finding.Path)}:{finding.Line} | {MarkdownText.Escape(finding.Message)} |\n");
        }
    }
}
