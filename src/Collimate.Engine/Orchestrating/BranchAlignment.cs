using System.Diagnostics;
using Collimate.Engine.Detecting;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>The speculative work on one branch: integrate, detect, document. It has no effect outside the quarantine.</summary>
/// <remarks>
/// Plan in, outcome out, both plain data: this call is the place where another machine could do the work.
/// May be used for many branches at once.
/// </remarks>
internal sealed class BranchAlignment(BranchAlignmentParts parts) : IDisposable
{
    // While one merge of a branch is made, the lanes make about so many others.
    private const int PlacesForEachCommit = 16;

    private readonly OrchestrationOptions _limits = parts.Options.Orchestration;
    private readonly IIntegrationUtility _integration = parts.Modules.IntegrationOr(parts.Options.Integration.Method);

    // Merging is bounded by its lanes; everything else that works for a branch is bounded here.
    private readonly SemaphoreSlim _workers = new(
        parts.Options.Orchestration.EnableParallelization ? parts.Options.Orchestration.MaxWorkersPerTarget : 1);

    public async Task<BranchOutcome> AlignAsync(BranchPlan plan, CancellationToken cancellationToken)
    {
        using var step = Begin(Timeline.Branch, plan, plan.Branch);
        if (plan.Action is PlannedAction.Refuse refuse)
        {
            return new BranchOutcome.Refused(plan, refuse.Code, refuse.Reason);
        }

        if (parts.TargetUnreadable is { } reason && NeedsMerges(plan))
        {
            return new BranchOutcome.Refused(plan, OutcomeCodes.TargetUnreadable, reason);
        }

        var clock = new StageClock(parts.Time, _limits.BranchAlignmentTimeout);
        try
        {
            parts.Log.Working(plan.Branch, plan.Target, "integrate");
            return await AlignAsync(plan, clock, cancellationToken);
        }
        catch (StageTimeoutException e)
        {
            var status = e.Code == OutcomeCodes.ErrorDetectionTimeout ? BranchStatus.FailedErrorDetection : BranchStatus.FailedIntegration;
            return new BranchOutcome.Failed(plan, clock.Times, BranchFailure.Of(status, e.Code, e.Message));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is GitFailedException or MalformedObjectException)
        {
            parts.Workspace.RequireStorage();
            var message = $"git cannot read what this branch needs: {DisplayText.Escape(e.Message)}";
            return new BranchOutcome.Failed(
                plan, clock.Times, BranchFailure.Of(BranchStatus.FailedIntegration, OutcomeCodes.In(parts.Workspace.Completeness, OutcomeCodes.ObjectMissing), message));
        }
#pragma warning disable CA1031 // A mistake in a module, or ours, fails its branch and is reported; the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // A full disk is nobody's mistake and not this branch's alone: it ends the run.
            parts.Workspace.RequireStorage();
            parts.Log.Unexpected(e, plan.Branch, plan.Target, "align");
            var message = $"{e.GetType().Name}: {DisplayText.Escape(e.Message)}";
            return new BranchOutcome.Failed(
                plan, clock.Times, BranchFailure.Of(BranchStatus.Exception, OutcomeCodes.UnexpectedException, message));
        }
    }

    public static bool NeedsMerges(BranchPlan plan) => plan.Action is PlannedAction.Replay or PlannedAction.Merge;

    /// <summary>Whose merges are made first: those of the branch that is retired first, and of one that has a long way to go.</summary>
    public static WorkBudget BudgetFor(BranchPlan plan, TimeSpan allowance) => new(allowance)
    {
        Number = plan.Number,
        Place = plan.Number - (plan.Action is PlannedAction.Replay replay ? PlacesForEachCommit * replay.Commits.Count : 0),
    };

    public void Dispose() => _workers.Dispose();

    private async Task<BranchOutcome> AlignAsync(BranchPlan plan, StageClock clock, CancellationToken cancellationToken)
    {
        if (plan.Action is PlannedAction.AlreadyAligned or PlannedAction.KeepMerged)
        {
            return await DocumentAsync(plan, clock, null, [], cancellationToken);
        }

        if (await FindSignedAsync(plan, cancellationToken) is { } signed)
        {
            return new BranchOutcome.Refused(
                plan, OutcomeCodes.SignedCommitsRefused, $"Commit {signed.Abbreviated} is signed, and its signature would not survive");
        }

        var result = await IntegrateAsync(plan, clock, cancellationToken);
        if (result is IntegrationResult.Conflicted conflicted && plan.Action is PlannedAction.Replay { WhenConflicted: WhenConflicted.Merge })
        {
            var merge = plan with { Action = new PlannedAction.Merge() };
            if (await IntegrateAsync(merge, clock, cancellationToken) is IntegrationResult.Integrated merged)
            {
                (plan, result) = (merge, merged with { InsteadOfRebase = conflicted });
            }
        }

        if (result is not IntegrationResult.Integrated integrated)
        {
            if (result is IntegrationResult.Failed)
            {
                parts.Workspace.RequireStorage();
            }

            return new BranchOutcome.Failed(plan, clock.Times, Explain(result));
        }

        if (integrated.NewTip == plan.RequiredTips.Target && parts.Options.Integration.MergedBranches == MergedBranches.Keep)
        {
            var kept = plan with { Action = new PlannedAction.KeepMerged(), Warnings = [.. plan.Warnings, .. BranchWarnings.From(integrated)] };
            return await DocumentAsync(kept, clock, null, [], cancellationToken);
        }

        parts.Log.Working(plan.Branch, plan.Target, "detect");
        var findings = await InWorkerAsync(
            Timeline.Detect,
            plan,
            () => clock.RunAsync(
                Stage.Detection,
                new StageLimit(_limits.ErrorDetectionTimeout, OutcomeCodes.ErrorDetectionTimeout),
                token => parts.Modules.Detector.DetectAsync(new DetectionRequest(plan, integrated.NewTip, parts.Workspace), token),
                cancellationToken),
            cancellationToken);
        var failing = findings.Where(finding => finding.Severity >= parts.Options.Detection.FailOn).ToArray();
        return failing.Length > 0
            ? new BranchOutcome.Failed(plan, clock.Times, Explain(failing, findings, integrated))
            : await DocumentAsync(plan, clock, integrated, findings, cancellationToken);
    }

    /// <summary>The first commit whose signature would be lost, where the configuration does not want that.</summary>
    private async Task<ObjectId?> FindSignedAsync(BranchPlan plan, CancellationToken cancellationToken)
    {
        if (parts.Options.Integration.SignedCommits == SignedCommits.Drop || plan.Action is not PlannedAction.Replay replay)
        {
            return null;
        }

        var commits = await parts.Workspace.ReadCommitsAsync(replay.Commits, cancellationToken);
        return replay.Commits.Zip(commits).Where(pair => pair.Second.IsSigned).Select(pair => (ObjectId?)pair.First).FirstOrDefault();
    }

    private async Task<IntegrationResult> IntegrateAsync(BranchPlan plan, StageClock clock, CancellationToken cancellationToken)
    {
        if (_integration is IBatchingIntegration batching)
        {
            var ownLimit = _limits.IntegrationTimeout - clock.Times.Integration; // A merge may follow a rebase that conflicted.
            var allowance = ownLimit < clock.Remaining ? ownLimit : clock.Remaining;
            var budget = BudgetFor(plan, allowance);
            using var step = Begin(Timeline.Integrate, plan);
            try
            {
                var result = await batching.IntegrateAsync(new IntegrationRequest(plan, parts.Workspace.WithBudget(budget)), cancellationToken);
                var hitsBranchLimit = allowance < ownLimit
                    && result is IntegrationResult.Failed { Code: var code } && code == OutcomeCodes.IntegrationTimeout;
                return hitsBranchLimit ? ((IntegrationResult.Failed)result) with { Code = OutcomeCodes.BranchAlignmentTimeout } : result;
            }
            finally
            {
                clock.Add(Stage.Integration, budget.Used);
                step?.SetTag("merged_ms", budget.Used.TotalMilliseconds);
            }
        }

        await parts.Turn.WaitAsync(cancellationToken);
        return await InWorkerAsync(
            Timeline.Integrate,
            plan,
            () => clock.RunAsync(
                Stage.Integration,
                new StageLimit(_limits.IntegrationTimeout, OutcomeCodes.IntegrationTimeout),
                token => IntegrateElsewhereAsync(plan, token),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>A tip that does not exist would stop the publication of its whole batch, so it is looked at here.</summary>
    private async Task<IntegrationResult> IntegrateElsewhereAsync(BranchPlan plan, CancellationToken cancellationToken)
    {
        var result = await _integration.IntegrateAsync(new IntegrationRequest(plan, parts.Workspace), cancellationToken);
        if (result is IntegrationResult.Integrated integrated)
        {
            await parts.Workspace.ReadCommitsAsync([integrated.NewTip], cancellationToken);
        }

        return result;
    }

    private async Task<BranchOutcome> DocumentAsync(
        BranchPlan plan,
        StageClock clock,
        IntegrationResult.Integrated? integration,
        IReadOnlyList<Finding> findings,
        CancellationToken cancellationToken)
    {
        parts.Log.Working(plan.Branch, plan.Target, "document");
        var request = new DocumentationRequest(parts.Run, plan, integration, findings);
        var summary = await InWorkerAsync(
            Timeline.Document,
            plan,
            () => clock.RunAsync(
                Stage.Documentation,
                new StageLimit(clock.Remaining, OutcomeCodes.BranchAlignmentTimeout),
                token => parts.Modules.Documenter.DocumentAsync(request, token),
                cancellationToken),
            cancellationToken);
        return new BranchOutcome.Ready(plan, clock.Times, integration, summary) { Findings = findings };
    }

    /// <param name="step">Its beginning on the timeline is that of the work, not that of the waiting.</param>
    private async Task<T> InWorkerAsync<T>(string step, BranchPlan plan, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _workers.WaitAsync(cancellationToken);
        try
        {
            using var begun = Begin(step, plan);
            return await work();
        }
        finally
        {
            _workers.Release();
        }
    }

    private static Activity? Begin(string step, BranchPlan plan, string? subject = null) => Timeline.Start(step, subject)?
        .SetTag("branch", plan.Branch).SetTag("target", plan.Target).SetTag("action", Retirement.HowOf(plan.Action));

    private BranchFailure Explain(IntegrationResult result) => result switch
    {
        IntegrationResult.Conflicted conflicted => BranchFailure.Of(
            BranchStatus.FailedIntegration, OutcomeCodes.MergeConflict, ConflictMessage.For(conflicted)) with { Integration = conflicted },
        IntegrationResult.Failed failed => BranchFailure.Of(BranchStatus.FailedIntegration, OutcomeCodes.In(parts.Workspace.Completeness, failed.Code), failed.Message),
        _ => throw new System.Diagnostics.UnreachableException("BUG: a success needs no explanation"),
    };

    private static BranchFailure Explain(Finding[] failing, IReadOnlyList<Finding> findings, IntegrationResult integration)
    {
        var first = failing[0];
        var more = failing.Length > 1 ? $" and {failing.Length - 1} more" : "";
        return new BranchFailure(
            BranchStatus.FailedErrorDetection,
            [.. findings.Select(finding => finding.Code).Distinct(StringComparer.Ordinal)],
            $"{DisplayText.Escape(first.Path)}:{first.Line}: {DisplayText.Escape(first.Message)}{more}",
            "Look at the findings in the report; the branch was not changed.")
        {
            Integration = integration,
            Findings = findings,
        };
    }
}

/// <summary>What the work on a branch needs; the run owns all of it.</summary>
internal sealed record BranchAlignmentParts(string Run, AlignmentOptions Options, AlignmentModules Modules, AlignmentWorkspace Workspace)
{
    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Ends when all groups before have been retired. An integration that may do more than merge objects waits for it.</summary>
    public required Task Turn { get; init; }

    /// <summary>Why the target cannot be read; nothing when it can.</summary>
    public string? TargetUnreadable { get; init; }
}
