using System.Globalization;
using System.Text.Json;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;

namespace Collimate.Engine.Reporting;

/// <summary>Writes <c>report.json</c>: everything that <c>results.json</c> has no room for, as <c>schemas/report.schema.json</c> has it.</summary>
internal static class ReportDocument
{
    public const int Version = 1;

    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(RunResult run, string tool, Stream target)
    {
        using (var json = new Utf8JsonWriter(target, ReportWords.JsonLayout))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("run", run.Run);
            json.WriteString("tool", tool);
            json.WriteString("started_at", run.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteNumber("seconds", ReportWords.Seconds(run.Duration));
            json.WriteString("end", run.End == RunEnd.Finished ? "finished" : "interrupted");
            json.WriteNumber("peak_memory_bytes", run.PeakMemoryBytes);
            WriteStrings(json, "warnings", run.Warnings);
            json.WriteStartArray("groups");
            foreach (var group in run.Groups)
            {
                WriteGroup(json, group);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        target.WriteByte((byte)'\n');
    }

    private static void WriteGroup(Utf8JsonWriter json, GroupResult group)
    {
        json.WriteStartObject();
        json.WriteString("target", group.Target);
        WriteOptional(json, "target_tip", group.TargetTip?.ToString());
        WriteOptional(json, "circuit_breaker_opened", group.CircuitOpened);
        json.WriteStartArray("branches");
        foreach (var branch in group.Branches)
        {
            WriteBranch(json, branch);
            json.Flush(); // Or the whole of a large run would be held until its end.
        }

        json.WriteEndArray();
        WriteStrings(json, "not_attempted", group.NotAttempted);
        json.WriteEndObject();
    }

    private static void WriteBranch(Utf8JsonWriter json, BranchResult branch)
    {
        json.WriteStartObject();
        json.WriteNumber("number", branch.Plan.Number);
        json.WriteString("branch", branch.BranchName);
        json.WriteString("status", ReportWords.Of(branch.Status));
        json.WriteString("action", ActionOf(branch.Plan.Action));
        WriteOptional(json, "old_tip", branch.Plan.Tips?.Old.ToString());
        WriteOptional(json, "new_tip", branch.NewTip?.ToString());
        WriteStrings(json, "tags", branch.IsMergedUpstream ? ["merged_upstream"] : []);
        WriteStrings(json, "stands_on", branch.Plan.StandsOn);
        WriteStrings(json, "codes", branch.ErrorsDetected);
        WriteOptional(json, "message", branch.ErrorMessage);
        WriteOptional(json, "advice", branch.Advice);
        WriteOptional(json, "changes_summary", branch.ChangesSummary);
        WriteOptional(json, "visible_backup", branch.VisibleBackup);
        WriteOptional(json, "visible_backup_skipped", branch.VisibleBackupSkipped);
        WriteTimes(json, branch.Times);
        WriteLeftOut(json, branch.Plan.Action);
        WriteIntegration(json, branch.Integration);
        WriteFindings(json, branch);
        WriteWarnings(json, branch);
        json.WriteEndObject();
    }

    private static void WriteWarnings(Utf8JsonWriter json, BranchResult branch)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in branch.Warnings)
        {
            json.WriteStartObject();
            json.WriteString("code", warning.Code.Name);
            json.WriteString("message", warning.Message);
            json.WriteString("advice", warning.Code.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLeftOut(Utf8JsonWriter json, PlannedAction action)
    {
        if (action is not PlannedAction.Replay replay)
        {
            return;
        }

        json.WriteStartArray("left_out");
        foreach (var leftOut in replay.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("commit", leftOut.Commit.ToString());
            json.WriteString("twin", leftOut.Twin.Commit.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTimes(Utf8JsonWriter json, BranchTimes times)
    {
        json.WriteStartObject("seconds");
        json.WriteNumber("integration", ReportWords.Seconds(times.Integration));
        json.WriteNumber("detection", ReportWords.Seconds(times.Detection));
        json.WriteNumber("documentation", ReportWords.Seconds(times.Documentation));
        json.WriteEndObject();
    }

    private static void WriteIntegration(Utf8JsonWriter json, IntegrationResult? integration)
    {
        switch (integration)
        {
            case IntegrationResult.Integrated integrated:
                json.WriteStartArray("replayed");
                foreach (var commit in integrated.Replayed)
                {
                    json.WriteStartObject();
                    json.WriteString("old", commit.Old.ToString());
                    json.WriteString("new", commit.New.ToString());
                    json.WriteString("subject", commit.Subject);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                WriteStrings(json, "became_empty", integrated.BecameEmpty.Select(commit => commit.ToString()));
                json.WriteNumber("signatures_dropped", integrated.SignaturesDropped);
                if (integrated.InsteadOfRebase is { } rebase)
                {
                    WriteConflict(json, "instead_of_rebase", rebase);
                }

                break;
            case IntegrationResult.Conflicted conflicted:
                WriteConflict(json, "conflict", conflicted);
                break;
            default:
                // Nothing was integrated, or why not stands in the message.
                break;
        }
    }

    private static void WriteConflict(Utf8JsonWriter json, string name, IntegrationResult.Conflicted conflicted)
    {
        json.WriteStartObject(name);
        json.WriteString("commit", conflicted.Commit.ToString());
        json.WriteString("subject", conflicted.Subject);
        json.WriteStartArray("paths");
        foreach (var conflict in conflicted.Conflicts)
        {
            json.WriteStartObject();
            json.WriteString("path", conflict.Path);
            json.WriteString("kind", KindOf(conflict.Kind));
            WriteLastTouch(json, conflict.LastTouchedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLastTouch(Utf8JsonWriter json, TargetCommit? commit)
    {
        if (commit is not null)
        {
            json.WriteStartObject("last_touched_by");
            json.WriteString("commit", commit.Id.ToString());
            json.WriteString("author", commit.Author);
            json.WriteString("subject", commit.Subject);
            json.WriteEndObject();
        }
    }

    private static void WriteFindings(Utf8JsonWriter json, BranchResult branch)
    {
        json.WriteStartArray("findings");
        foreach (var finding in branch.Findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code);
            json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
            json.WriteString("path", finding.Path);
            json.WriteNumber("line", finding.Line);
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string ActionOf(PlannedAction action) => action switch
    {
        PlannedAction.AlreadyAligned => "already_aligned",
        PlannedAction.KeepMerged => "keep_merged",
        PlannedAction.FastForward => "fast_forward",
        PlannedAction.Replay => "rebase",
        PlannedAction.Merge => "merge",
        PlannedAction.Refuse => "refuse",
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown action"),
    };

    private static string KindOf(ConflictKind kind) => kind switch
    {
        ConflictKind.Content => "content",
        ConflictKind.AddAdd => "add_add",
        ConflictKind.DeletedByTarget => "deleted_by_target",
        ConflictKind.DeletedByBranch => "deleted_by_branch",
        ConflictKind.OnlyInTarget => "only_in_target",
        ConflictKind.OnlyInBranch => "only_in_branch",
        ConflictKind.RenamedByBoth => "renamed_by_both",
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown kind of conflict"),
    };
}
