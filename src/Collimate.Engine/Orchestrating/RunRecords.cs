using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Collimate.Engine.Documenting;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Engine.RollingBack;
using Collimate.Git;
using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>Writes down the beginning and the end of a run: journal, log, results, report, checklist.</summary>
internal sealed class RunRecords(AlignmentRunParts parts, RunJournal journal, ILogger log)
{
    private const int WriteBuffer = 64 * 1024;

    public void Begin(RunPlan plan)
    {
        log.RunStarted(parts.Identity.Id, plan.Branches.Count(), plan.Groups.Count);
        journal.Note(JournalKind.RunStarted, json => WriteStart(json, plan));
        journal.Append();
    }

    public void Conclude(RunResult result)
    {
        using var step = Timeline.Start(Timeline.WriteRecords);
        FailPoint.Before(FailPoint.RecordsWritten);
        WriteDocuments(result);
        FailPoint.After(FailPoint.RecordsWritten);
        var checklist = AlignmentChecklist.Write(result);
        File.WriteAllText(Path.Combine(HeldRepository.DirectoryOf(parts.Repository), "ALIGNMENT_CHECKLIST.md"), checklist);
        FailPoint.After(FailPoint.ChecklistWritten);
        CopyChecklist(checklist);

        foreach (var warning in result.Warnings)
        {
            log.Warned(warning);
        }

        log.RunEnded(result.Run, result.Successful, result.Failed);
        journal.Note(JournalKind.RunEnded, json =>
        {
            json.WriteNumber("successful", result.Successful);
            json.WriteNumber("failed", result.Failed);
        });
        journal.Append();
        parts.Folder.Tidy();
    }

    private void WriteDocuments(RunResult result)
    {
        using var results = File.Create(parts.Folder.Results, WriteBuffer);
        ResultsDocument.Write(result, results);
        using var report = File.Create(parts.Folder.Report, WriteBuffer);
        ReportDocument.Write(result, parts.Host.Tool, report);
    }

    /// <summary>The run is done and its own copy is written, so a failure here is no reason to call it failed.</summary>
    private void CopyChecklist(string checklist)
    {
        if (parts.Options.Documentation.ChecklistPath is not { } path)
        {
            return;
        }

        try
        {
            File.WriteAllText(path, checklist);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warned($"the checklist could not be copied: {DisplayText.Escape(e.Message)}");
        }
    }

    private void WriteStart(Utf8JsonWriter json, RunPlan plan)
    {
        json.WriteNumber("journal_version", JournalContent.Version);
        json.WriteString("run", parts.Identity.Id);
        json.WriteString("tool", parts.Host.Tool);
        json.WriteNumber("process", parts.Identity.ProcessId);
        json.WriteString("configuration", DigestOf(parts.Options));
        json.WriteString("hooks", parts.Options.Publish.Hooks == HookPolicy.Run ? "run" : "skip");
        json.WriteString("repository", parts.Repository.CommonDirectory);
        json.WriteStartObject("targets");
        foreach (var group in plan.Groups)
        {
            json.WriteString(group.Target, group.TargetTip?.ToString() ?? "missing");
        }

        json.WriteEndObject();
    }

    /// <summary>Equal for runs that were configured equally.</summary>
    private static string DigestOf(AlignmentOptions options)
    {
        var text = $"{options} {string.Join('\n', options.Targets)}"; // A record prints all of its values, of a list only what it is.
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
