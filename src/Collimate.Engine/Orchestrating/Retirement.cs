using System.Text.Json;
using Collimate.Engine.Journaling;
using Collimate.Engine.Planning;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Engine.Safety;
using Collimate.Git;
using Collimate.Git.Objects;
using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>Puts outcomes in force, in plan order: publishes, writes summaries, journal and log. Not for several threads.</summary>
internal sealed class Retirement(RetirementParts parts)
{
    /// <summary>How many branches are published together at most.</summary>
    public const int MaxBatch = 256;

    // Of this attempt: branches that are where they were although they could have been aligned.
    private readonly HashSet<string> _heldBack = new(StringComparer.Ordinal);

    /// <summary>The work on a branch begins; on the disk together with what is retired next.</summary>
    public void Began(BranchPlan plan)
    {
        if (parts.Audit == AuditTrail.Full)
        {
            parts.Journal.Note(JournalKind.BranchStarted, json =>
            {
                json.WriteString("branch", plan.Branch);
                json.WriteString("target", plan.Target);
                json.WriteString("action", HowOf(plan.Action));
            });
        }
    }

    /// <param name="breaker">Counts every branch; when it opens, the rest of the outcomes is left.</param>
    /// <param name="cancellationToken">What has begun is finished all the same, unless git is silent: then the rest of the outcomes is left.</param>
    /// <returns>One result for each outcome that was retired, in the same order.</returns>
    public async Task<IReadOnlyList<BranchResult>> RetireAsync(
        IReadOnlyList<BranchOutcome> outcomes, CircuitBreaker breaker, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.Retire)?.SetTag("branches", outcomes.Count);
        var publications = PublicationsOf(outcomes);
        await parts.Publisher.PrepareAsync([.. publications.OfType<Publication>()]);

        var results = new List<BranchResult>(outcomes.Count);
        while (results.Count < outcomes.Count && breaker.State == CircuitState.Closed && !(cancellationToken.IsCancellationRequested && IsGitSilent(results)))
        {
            foreach (var (result, kind) in await ResultsOfNextAsync([.. outcomes.Zip(publications).Skip(results.Count)]))
            {
                if (kind is not null && !IsConflict(result.ErrorsDetected))
                {
                    _heldBack.Add(result.BranchName);
                }

                breaker.Count(kind);
                Record(result);
                results.Add(result);
            }
        }

        foreach (var left in publications.Skip(results.Count).OfType<Publication>())
        {
            parts.Publisher.Withdraw(left);
        }

        parts.Journal.Append();
        parts.Publisher.Conclude();
        return results;
    }

    /// <summary>Whether the last one has cost minutes; the next one would do so too.</summary>
    private static bool IsGitSilent(List<BranchResult> results) =>
        results.Count > 0 && results[^1].ErrorsDetected.Contains(OutcomeCodes.HookTimeout.Name, StringComparer.Ordinal);

    /// <summary>
    /// What is to move. A branch that stands on one which is known to stay is not announced at all: whoever recovers the run would not
    /// know why it has to stay.
    /// </summary>
    private Publication?[] PublicationsOf(IReadOnlyList<BranchOutcome> outcomes)
    {
        var stays = _heldBack.ToHashSet(StringComparer.Ordinal);
        var publications = new Publication?[outcomes.Count];
        foreach (var (i, outcome) in outcomes.Index())
        {
            if (outcome is BranchOutcome.Ready { Integration: { } integration } && !outcome.Plan.StandsOn.Any(stays.Contains))
            {
                publications[i] = PublicationOf(outcome.Plan, integration.NewTip);
            }
            else if (IsMove(outcome) || outcome is BranchOutcome.Refused || (outcome is BranchOutcome.Failed failed && !IsConflict(failed.Failure.Codes)))
            {
                stays.Add(outcome.Plan.Branch);
            }
        }

        return publications;
    }

    private static bool IsMove(BranchOutcome outcome) => outcome is BranchOutcome.Ready { Integration: not null };

    // Nothing waits for a branch that conflicts.
    private static bool IsConflict(IReadOnlyList<string> codes) => codes.Contains(OutcomeCodes.MergeConflict.Name, StringComparer.Ordinal);

    private Publication PublicationOf(BranchPlan plan, ObjectId newTip) =>
        new(plan, newTip, plan.Action is PlannedAction.FastForward ? parts.FastForwardsAs : HowOf(plan.Action));

    /// <summary>The result of the next branch, or of the next few that can move one after another.</summary>
    /// <returns>Results, and what kept the branch from being aligned; nothing when it is aligned. Only the last one can be kept.</returns>
    private async Task<IReadOnlyList<(BranchResult Result, OutcomeKind? Kind)>> ResultsOfNextAsync(
        IReadOnlyList<(BranchOutcome Outcome, Publication? Publication)> next)
    {
        var movable = next.TakeWhile(pair => pair.Publication is not null && HeldBackParentOf(pair.Outcome) is null).ToArray();
        if (movable.Length == 0)
        {
            return [ResultWithoutMove(next[0].Outcome, next[0].Publication)];
        }

        var moved = await parts.Publisher.MoveAsync([.. movable.Select(pair => pair.Publication!)]);
        return [.. movable.Zip(moved).Select(pair => ResultOf((BranchOutcome.Ready)pair.First.Outcome, pair.Second))];
    }

    private (BranchResult Result, OutcomeKind? Kind) ResultOf(BranchOutcome.Ready ready, PublicationResult moved) => moved switch
    {
        PublicationResult.NotMoved refusal =>
            (Failure(ready, BranchFailure.Of(BranchStatus.FailedIntegration, refusal.Code, refusal.Message)), refusal.Code.Kind),
        PublicationResult.Published published => (Success(ready, published), null),
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown result"),
    };

    private (BranchResult Result, OutcomeKind? Kind) ResultWithoutMove(BranchOutcome outcome, Publication? publication)
    {
        switch (outcome)
        {
            case BranchOutcome.Refused refused:
                return (Failure(outcome, BranchFailure.Of(BranchStatus.FailedIntegration, refused.Code, refused.Message)), refused.Code.Kind);
            case BranchOutcome.Failed failed:
                return (Failure(outcome, failed.Failure), OutcomeKind.Failure);
            case BranchOutcome.Ready when IsMove(outcome) && HeldBackParentOf(outcome) is { } parent:
                if (publication is not null)
                {
                    parts.Publisher.Withdraw(publication);
                }

                return (Failure(outcome, BranchFailure.Of(
                    BranchStatus.FailedIntegration,
                    OutcomeCodes.StackParentFailed,
                    $"The branch stands on '{DisplayText.Escape(parent)}', which was not moved")), OutcomeCodes.StackParentFailed.Kind);
            case BranchOutcome.Ready ready when publication is null:
                return (Success(ready, null), null);
            default:
                throw new System.Diagnostics.UnreachableException("BUG: unknown outcome");
        }
    }

    private string? HeldBackParentOf(BranchOutcome outcome) => outcome.Plan.StandsOn.FirstOrDefault(_heldBack.Contains);

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
        Warnings = outcome.Plan.Warnings,
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
        Warnings = ready.Warnings,
    };

    private void Record(BranchResult result)
    {
        if (parts.Audit == AuditTrail.Full)
        {
            parts.Journal.Note(JournalKind.BranchRetired, json => WriteFacts(json, result));
        }

        foreach (var warning in result.Warnings)
        {
            parts.Log.BranchWarned(result.Plan.Branch, result.Plan.Target, warning.Code.Name, warning.Message);
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

    /// <summary>The word for it in journal, log and timeline.</summary>
    public static string HowOf(PlannedAction action) => action switch
    {
        PlannedAction.AlreadyAligned => "already aligned",
        PlannedAction.KeepMerged => "keep",
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

    /// <summary>What the reflog calls a branch that had nothing of its own: the strategy with which it was asked for.</summary>
    public required string FastForwardsAs { get; init; }
}

/// <summary>How much of a run the journal records.</summary>
internal enum AuditTrail
{
    /// <summary>Only what recovery needs.</summary>
    RecoveryOnly,

    /// <summary>The start and the outcome of every branch as well.</summary>
    Full,
}
