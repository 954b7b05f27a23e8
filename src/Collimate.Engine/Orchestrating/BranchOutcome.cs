using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;

namespace Collimate.Engine.Orchestrating;

/// <summary>What the speculative work on one branch came to. Nothing of it is in force before the branch is retired. Data.</summary>
internal abstract record BranchOutcome(BranchPlan Plan, BranchTimes Times)
{
    /// <summary>Nothing was tried.</summary>
    public sealed record Refused(BranchPlan Of, OutcomeCode Code, string Message) : BranchOutcome(Of, BranchTimes.None);

    /// <summary>It was tried in vain.</summary>
    public sealed record Failed(BranchPlan Of, BranchTimes Took, BranchFailure Failure) : BranchOutcome(Of, Took);

    /// <summary>It can be published; an already aligned branch has nothing to publish.</summary>
    /// <param name="Integration">Nothing when the branch was aligned already.</param>
    /// <param name="Summary">The text of the branch's document.</param>
    public sealed record Ready(
        BranchPlan Of, BranchTimes Took, IntegrationResult.Integrated? Integration, string Summary) : BranchOutcome(Of, Took)
    {
        /// <summary>Findings that were not bad enough to fail the branch.</summary>
        public IReadOnlyList<Finding> Findings { get; init; } = [];

        public IReadOnlyList<BranchWarning> Warnings { get; } = [.. Of.Warnings, .. BranchWarnings.From(Integration)];
    }
}

/// <param name="Codes">At least one.</param>
/// <param name="Message">One line of facts; escaped.</param>
/// <param name="Advice">What a person can do, in one sentence.</param>
internal sealed record BranchFailure(BranchStatus Status, IReadOnlyList<string> Codes, string Message, string Advice)
{
    public IntegrationResult? Integration { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public static BranchFailure Of(BranchStatus status, OutcomeCode code, string message) =>
        new(status, [code.Name], message, code.Advice);
}
