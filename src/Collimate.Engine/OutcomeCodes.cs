using Collimate.Git.Repository;
using static Collimate.Engine.OutcomeKind;

namespace Collimate.Engine;

/// <summary>The catalogue of all codes. A branch that failed carries at least one of them.</summary>
public static class OutcomeCodes
{
    public static OutcomeCode BranchMissing { get; } = new(
        "branch_missing", Refusal, "Check the name, or remove the branch from the input.");

    public static OutcomeCode BranchNameInvalid { get; } = new(
        "branch_name_invalid", Refusal, "Name a branch as git branch lists it, without refs/heads/.");

    public static OutcomeCode TargetMissing { get; } = new(
        "target_missing", Refusal, "Create the primary branch, or assign another one in the input.");

    public static OutcomeCode BranchSymbolic { get; } = new(
        "branch_symbolic", Refusal, "Name the branch that it points at instead.");

    public static OutcomeCode BranchBroken { get; } = new(
        "branch_broken", Refusal, "Restore the branch from its reflog or from a backup; run git fsck.");

    public static OutcomeCode BranchNameAmbiguous { get; } = new(
        "branch_name_ambiguous", Refusal, "Rename one of the two branches with git branch -m, in a clone on another file system.");

    public static OutcomeCode BranchUnreadable { get; } = new(
        "branch_unreadable", Refusal, "Run git fsck, and fetch the missing object from another clone.");

    public static OutcomeCode TargetUnreadable { get; } = new(
        "target_unreadable", Refusal, "Run git fsck, and fetch what is missing of the primary branch from another clone.");

    public static OutcomeCode BranchIsPrimary { get; } = new(
        "branch_is_primary", Refusal, "Primary branches are never moved; remove it from the input.");

    public static OutcomeCode BranchIsBackup { get; } = new(
        "branch_is_backup", Refusal, "Backups of earlier runs are never aligned; remove it from the input.");

    public static OutcomeCode BranchCheckedOut { get; } = new(
        "branch_checked_out", Refusal, "Switch that worktree to another branch and run again.");

    public static OutcomeCode WorktreeDirty { get; } = new(
        "worktree_dirty", Refusal, "Commit, stash or finish what is there, and run again.");

    public static OutcomeCode WorktreeGone { get; } = new(
        "worktree_gone", Refusal, "Run git worktree prune, or bring that directory back, and run again.");

    public static OutcomeCode OperationInProgress { get; } = new(
        "operation_in_progress", Refusal, "Finish or abort that operation and run again.");

    public static OutcomeCode UnrelatedHistory { get; } = new(
        "unrelated_history", Refusal, "The branch shares no commit with its target; check the assignment.");

    public static OutcomeCode ShallowBoundary { get; } = new(
        "shallow_boundary", Refusal, "Run git fetch --unshallow and run again.");

    public static OutcomeCode BranchHasMerges { get; } = new(
        "branch_has_merges", Refusal, "Set integration.branches_with_merges to merge or flatten.");

    public static OutcomeCode SignedCommitsRefused { get; } = new(
        "signed_commits_refused", Refusal, "Set integration.signed_commits to drop, or let its author rebase and sign it.");

    public static OutcomeCode StackParentFailed { get; } = new(
        "stack_parent_failed", Refusal, "Align the branch that it stands on first, and run again.");

    public static OutcomeCode LeftOutButDiffers { get; } = new(
        "left_out_but_differs", Warning, "Compare the commit with its twin; if it is still wanted, apply it by hand with git cherry-pick.");

    public static OutcomeCode PrimaryRewritten { get; } = new(
        "primary_rewritten", Warning, "Look whether the branch brings back commits that were removed from its target on purpose.");

    public static OutcomeCode BranchDiffersInCase { get; } = new(
        "branch_differs_in_case", Warning, "Rename one of the two with git branch -m: on Windows and macOS git cannot have both.");

    public static OutcomeCode MergeConflict { get; } = new(
        "merge_conflict_unresolvable", Failure, "Align this branch by hand; nothing of it was changed.");

    public static OutcomeCode MergeFailed { get; } = new(
        "merge_failed", Failure, "Run git fsck; the message of git stands in the report.");

    public static OutcomeCode BadCommit { get; } = new(
        "bad_commit", Failure, "Rewrite the malformed commit, or leave this branch out.");

    public static OutcomeCode SigningFailed { get; } = new(
        "signing_failed", Failure, "Look whether git commit -S works in this repository; commit.gpgSign is set there.");

    public static OutcomeCode IntegrationTimeout { get; } = new(
        "integration_timeout", Failure, "Raise orchestration.integration_timeout_seconds, or align this branch by hand.");

    public static OutcomeCode ErrorDetectionTimeout { get; } = new(
        "error_detection_timeout", Failure, "Raise orchestration.error_detection_timeout_seconds.");

    public static OutcomeCode BranchAlignmentTimeout { get; } = new(
        "branch_alignment_timeout", Failure, "Raise orchestration.branch_alignment_timeout_seconds.");

    public static OutcomeCode UnexpectedException { get; } = new(
        "unexpected_exception", Failure, "This is a mistake in the tool or in a module; please report it with the log of the run.");

    public static OutcomeCode ObjectMissing { get; } = new(
        "object_missing", Failure, "Run git fsck, and fetch the missing object from another clone.");

    public static OutcomeCode ObjectNotFetched { get; } = new(
        "object_not_fetched", Failure, "This clone leaves objects out; run git fetch --refetch --no-filter, and run again.");

    public static OutcomeCode HookRefused { get; } = new(
        "hook_refused", Failure, "Ask who owns the hook, or set publish.hooks to skip.");

    public static OutcomeCode HookTimeout { get; } = new(
        "hook_timeout", Failure, "Look at the reference-transaction hook of the repository, or set publish.hooks to skip.");

    public static OutcomeCode WorktreeMoveFailed { get; } = new(
        "worktree_move_failed", Failure, "The message of git stands in the report; look at that worktree with git status.");

    public static OutcomeCode ReferenceRefused { get; } = new(
        "reference_refused", Failure, "The message of git stands in the report; the branch is as before.");

    public static OutcomeCode BranchMoved { get; } = new(
        "branch_moved", LostRace, "Somebody moved the branch during the run; run again.");

    public static OutcomeCode BranchGone { get; } = new(
        "branch_gone", LostRace, "Somebody deleted the branch during the run.");

    /// <summary>What a failure is called in a clone that leaves objects out: there the object is most likely one of these, and nothing is damaged.</summary>
    internal static OutcomeCode In(Completeness clone, OutcomeCode code) =>
        clone.HasFlag(Completeness.Partial) && (code == ObjectMissing || code == MergeFailed) ? ObjectNotFetched : code;

    /// <summary>All of them, in the order of this file.</summary>
    public static IReadOnlyList<OutcomeCode> All { get; } =
    [
        BranchMissing, BranchNameInvalid, TargetMissing, BranchSymbolic, BranchBroken, BranchNameAmbiguous, BranchUnreadable,
        TargetUnreadable,
        BranchIsPrimary, BranchIsBackup,
        BranchCheckedOut, WorktreeDirty, WorktreeGone, OperationInProgress, UnrelatedHistory, ShallowBoundary, BranchHasMerges,
        SignedCommitsRefused, StackParentFailed, LeftOutButDiffers, PrimaryRewritten, BranchDiffersInCase, MergeConflict, MergeFailed,
        BadCommit, SigningFailed,
        IntegrationTimeout, ErrorDetectionTimeout, BranchAlignmentTimeout, UnexpectedException, ObjectMissing, ObjectNotFetched, HookRefused, HookTimeout,
        WorktreeMoveFailed, ReferenceRefused, BranchMoved, BranchGone,
    ];
}
