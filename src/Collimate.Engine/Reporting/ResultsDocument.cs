using System.Globalization;
using System.Text.Json;

namespace Collimate.Engine.Reporting;

/// <summary>Writes <c>results.json</c>: the keys, their order and nothing else, as the schema <c>schemas/results.schema.json</c> has them.</summary>
internal static class ResultsDocument
{
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(RunResult run, Stream target)
    {
        using (var json = new Utf8JsonWriter(target, ReportWords.JsonLayout))
        {
            json.WriteStartObject();
            json.WriteStartObject("orchestration_results");
            foreach (var group in run.Groups)
            {
                WriteGroup(json, group);
            }

            json.WriteEndObject();
            WriteSummary(json, run);
            json.WriteEndObject();
        }

        target.WriteByte((byte)'\n');
    }

    private static void WriteGroup(Utf8JsonWriter json, GroupResult group)
    {
        var successful = group.Branches.Count(branch => branch.Status == BranchStatus.Completed);
        json.WriteStartObject(group.Target);
        json.WriteString("target_branch", group.Target);
        json.WriteNumber("processed_branches", group.Branches.Count);
        json.WriteNumber("successful", successful);
        json.WriteNumber("failed", group.Branches.Count - successful);
        json.WriteStartArray("branches");
        foreach (var branch in group.Branches)
        {
            WriteBranch(json, branch);
            json.Flush(); // Or the whole of a large run would be held until its end.
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBranch(Utf8JsonWriter json, BranchResult branch)
    {
        json.WriteStartObject();
        json.WriteString("branch_name", branch.BranchName);
        json.WriteString("status", ReportWords.Of(branch.Status));
        json.WriteNumber("integration_time_seconds", ReportWords.Seconds(branch.Times.Total));
        if (branch.ErrorMessage is { } message)
        {
            json.WriteString("error_message", message);
        }

        json.WriteStartArray("errors_detected");
        foreach (var code in branch.ErrorsDetected)
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
        if (branch.ChangesSummary is { } path)
        {
            json.WriteString("changes_summary", path);
        }

        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartObject("overall_summary");
        json.WriteNumber("total_branches_processed", run.Branches.Count());
        json.WriteNumber("total_successful", run.Successful);
        json.WriteNumber("total_failed", run.Failed);
        json.WriteNumber("total_time_seconds", ReportWords.Seconds(run.Duration));
        json.WriteBoolean("circuit_breaker_triggered", run.CircuitBreakerTriggered);
        json.WriteString("execution_timestamp", run.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
