using Collimate.Engine.Detecting;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Git.Objects;

namespace Collimate.Engine.Tests.Reporting;

/// <summary>Results made up so that every status, action, kind of conflict and optional value occurs.</summary>
internal static class A_run_with_every_kind_of_outcome
{
    /// <summary>A name that tries to act on a terminal, on Markdown and on HTML.</summary>
    public const string Hostile = "x\u001b[31m|`$(a)`<img src=x>[l](http://e)\u202e*_~#@you\r\n# y";

    private static readonly ObjectId Old = ObjectId.Parse(new string('1', 40));
    private static readonly ObjectId New = ObjectId.Parse(new string('2', 40));
    private static readonly BranchTimes Times = new(TimeSpan.FromSeconds(12.4994), TimeSpan.FromMilliseconds(1), TimeSpan.FromTicks(6000));

    public static RunResult Result { get; } = new("20251222T143000Z-abcd", "/folder", [Main, Absent, Broken])
    {
        StartedAt = new DateTimeOffset(2025, 12, 22, 15, 30, 0, TimeSpan.FromHours(1)),
        Duration = TimeSpan.FromSeconds(20.7),
        Warnings = ["a warning"],
        PeakMemoryBytes = 1,
    };

    public static BranchPlan Plan(string branch, PlannedAction action) => new(1, branch, "main", new BranchTips(Old, New), action);

    private static GroupResult Main => new(
        "main",
        New,
        [
            Completed("rebased", new PlannedAction.Replay([Old])) with
            {
                NewTip = New,
                VisibleBackup = "backup-rebased-pre-align",
                Integration = new IntegrationResult.Integrated(New)
                {
                    Replayed = [new ReplayedCommit(Old, New, Hostile)],
                    BecameEmpty = [Old],
                    SignaturesDropped = 2,
                },
            },
            Completed("merged", new PlannedAction.Merge()) with { NewTip = New, VisibleBackupSkipped = "a reason", ErrorsDetected = ["style"] },
            Completed("moved", new PlannedAction.FastForward()),
            Completed("aligned", new PlannedAction.AlreadyAligned()),
            Failed("conflicting", BranchStatus.FailedIntegration, "Merge conflict in src/auth.py (unresolvable)", "merge_conflict_unresolvable") with
            {
                Integration = new IntegrationResult.Conflicted(Old, Hostile, [.. Enum.GetValues<ConflictKind>().Select(kind => new Conflict("src/auth.py", kind)
                {
                    LastTouchedBy = kind == ConflictKind.OnlyInBranch ? null : new TargetCommit(New, Hostile, Hostile),
                })]),
            },
            Failed(Hostile, BranchStatus.FailedErrorDetection, "a | b", "syntax") with
            {
                Findings = [.. Enum.GetValues<Severity>().Select(severity => new Finding("syntax", severity, Hostile, 3, Hostile))],
            },
            Failed("thrown", BranchStatus.Exception, "oh", "unexpected_exception"),
        ],
        []);

    private static GroupResult Absent => new(
        "absent",
        null,
        [Failed("refused", BranchStatus.FailedIntegration, "no target", "target_missing") with { Plan = new BranchPlan(9, "refused", "absent", null, new PlannedAction.Refuse(OutcomeCodes.TargetMissing, "no target")) }],
        []);

    private static GroupResult Broken => new("broken " + Hostile, New, [], ["untried", Hostile]) { CircuitOpened = "5 of 5 branches failed" };

    private static BranchResult Completed(string name, PlannedAction action) => new()
    {
        Plan = Plan(name, action),
        Status = BranchStatus.Completed,
        Times = Times,
        ErrorsDetected = [],
        ChangesSummary = "/folder/summary.md",
    };

    private static BranchResult Failed(string name, BranchStatus status, string message, string code) => new()
    {
        Plan = Plan(name, new PlannedAction.Merge()),
        Status = status,
        Times = BranchTimes.None,
        ErrorsDetected = [code],
        ErrorMessage = message,
        Advice = "Do something.",
    };
}
