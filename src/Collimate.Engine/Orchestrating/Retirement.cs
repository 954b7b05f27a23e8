using System.Text.Json;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Engine.Safety;
using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>Puts outcomes in force, in plan order: publishes, writes summaries, journal and log. Not for several threads.</summary>
internal sealed class Retirement(RetirementParts parts)
{
    /// <summary>How many branches are published together at most.</summary>
    public const int MaxBatch = 256;

    /// <summary>What the circuit breaker counts for an outcome; nothing when it can be published.</summary>
    public static OutcomeKind? FailureOf(BranchOutcome outcome) => outcome switch
    {
        BranchOutcome.Refused refused => refused.Code.Kind,
        BranchOutcome.Failed => OutcomeKind.Failure,
        BranchOutcome.Ready => null,
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown outcome"),
    };

    /// <summary>The work on a branch begins; on the disk together with what is retired next.</summary>
    public void Began(BranchPlan plan)
    {
        if (parts.Audit == AuditTrail.Full)
        {
            parts.Journal.Note("branch_started", json =>
            {
                json.WriteString("branch", plan.Branch);
                json.WriteString("target", plan.Target);
                json.WriteString("action", HowOf(plan.Action));
            });
        }
    }

    /// <param name="outcomes">Already counted by <paramref name="breaker"/>, which is corrected where a branch could not be moved.</param>
    /// <returns>One result per outcome, in the same order.</returns>
    public async Task<IReadOnlyList<BranchResult>> RetireAsync(IReadOnlyList<BranchOutcome> outcomes, CircuitBreaker breaker)
    {
        var publications = outcomes.OfType<BranchOutcome.Ready>()
            .Where(ready => ready.Integration is not null)
            .Select(ready => new Publication(ready.Plan, ready.Integration!.NewTip, HowOf(ready.Plan.Action)))
            .ToArray();
        var published = publications.Length > 0 ? await parts.Publisher.PublishAsync(publications) : [];
        var byNumber = publications.Zip(published).ToDictionary(p => p.First.Plan.Number, p => p.Second);

        var results = new List<BranchResult>(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            var result = ResultOf(outcome, byNumber.GetValueOrDefault(outcome.Plan.Number), breaker);
            Record(result);
            results.Add(result);
        }

        parts.Journal.Append();
        return results;
    }

    private BranchResult ResultOf(BranchOutcome outcome, PublicationResult? publication, CircuitBreaker breaker)
    {
        switch (outcome, publication)
        {
            case (BranchOutcome.Refused refused, _):
                return Failure(outcome, BranchFailure.Of(BranchStatus.FailedIntegration, refused.Code, refused.Message));
            case (BranchOutcome.Failed failed, _):
                return Failure(outcome, failed.Failure);
            case (BranchOutcome.Ready, PublicationResult.NotMoved notMoved):
                breaker.Correct(notMoved.Code.Kind);
                return Failure(outcome, BranchFailure.Of(BranchStatus.FailedIntegration, notMoved.Code, notMoved.Message));
            case (BranchOutcome.Ready ready, _):
                return Success(ready, publication as PublicationResult.Published);
            default:
                throw new System.Diagnostics.UnreachableException("BUG: unknown outcome");
        }
    }

    private static BranchResult Failure(BranchOutcome outcome, BranchFailure failure) => new()
    {
        Plan = outcome.Plan,
        Status = failure.Status,
        Times = outcome.Times,
        ErrorsDetected = failure.Codes,
        ErrorMessage = failure.Message,
        Advice = failure.Advice,
        Integration = failure.Integration,
        Findings = failure.Findings,
    };

    private BranchResult Success(BranchOutcome.Ready ready, PublicationResult.Published? published) => new()
    {
        Plan = ready.Plan,
        Status = BranchStatus.Completed,
        Times = ready.Times,
        ErrorsDetected = [.. ready.Findings.Select(finding => finding.Code).Distinct(StringComparer.Ordinal)],
        ChangesSummary = parts.Folder.WriteSummary(ready.Plan, ready.Summary),
        NewTip = ready.Integration?.NewTip,
        VisibleBackup = (published?.Backup as VisibleBackup.Made)?.Branch,
        VisibleBackupSkipped = (published?.Backup as VisibleBackup.Skipped)?.Reason,
        Integration = ready.Integration,
        Findings = ready.Findings,
    };

    private void Record(BranchResult result)
    {
        if (parts.Audit == AuditTrail.Full)
        {
            parts.Journal.Note("branch_retired", json => WriteFacts(json, result));
        }

        var action = HowOf(result.Plan.Action);
        if (result.ErrorMessage is { } message)
        {
            parts.Log.NotAligned(result.Plan.Branch, result.Plan.Target, action, message);
        }
        else
        {
            parts.Log.Retired(result.Plan.Branch, result.Plan.Target, action, result.NewTip?.ToString() ?? "nothing to do");
        }
    }

    private static void WriteFacts(Utf8JsonWriter json, BranchResult result)
    {
        json.WriteString("branch", result.BranchName);
        json.WriteString("target", result.Plan.Target);
        json.WriteString("status", ReportWords.Of(result.Status));
        json.WriteNumber("seconds", ReportWords.Seconds(result.Times.Total));
        json.WriteStartArray("codes");
        foreach (var code in result.ErrorsDetected)
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
    }

    private static string HowOf(PlannedAction action) => action switch
    {
        PlannedAction.AlreadyAligned => "already aligned",
        PlannedAction.FastForward => "fast-forward",
        PlannedAction.Replay => "rebase",
        PlannedAction.Merge => "merge",
        PlannedAction.Refuse => "refuse",
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown action"),
    };
}

/// <summary>What retiring works with; the run owns all of it.</summary>
internal sealed record RetirementParts(Publisher Publisher, RunJournal Journal, RunFolder Folder, ILogger Log)
{
    public required AuditTrail Audit { get; init; }
}

/// <summary>How much of a run the journal records.</summary>
internal enum AuditTrail
{
    /// <summary>Only what recovery needs.</summary>
    RecoveryOnly,

    /// <summary>The start and the outcome of every branch as well.</summary>
    Full,
}
