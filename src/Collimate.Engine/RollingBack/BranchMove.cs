using Collimate.Engine.Journaling;
using Collimate.Git.Objects;
using Collimate.Git.References;

namespace Collimate.Engine.RollingBack;

/// <summary>What a journal says about the move of one branch.</summary>
/// <param name="Branch">Short name.</param>
internal sealed record BranchMove(string Branch, ObjectId Old, ObjectId New)
{
    /// <summary>The visible backup that goes with it; nothing where none was to be made.</summary>
    public BackupMove? Backup { get; init; }

    /// <summary>Branches of the same run that it stands on: without them it does not move, so that a stack is not torn.</summary>
    public IReadOnlyList<string> StandsOn { get; init; } = [];

    public ReferenceName Reference => ReferenceName.Branch(Branch);

    /// <summary>Where the branch is; nothing when it is gone or only points at another one, which is not ours to move.</summary>
    public ObjectId? TipIn(ReferenceSnapshot references) => references.Find(Reference) is { SymbolicTarget: null } reference ? reference.Target : null;

    /// <summary>Says what becomes of it; on the disk with the next write.</summary>
    /// <param name="kind">One of <see cref="JournalKind"/>.</param>
    public void NoteIn(RunJournal journal, string kind) => journal.Note(kind, json =>
    {
        json.WriteString("branch", Branch);
        json.WriteString("old", Old.ToString());
        json.WriteString("new", New.ToString());
    });

    /// <exception cref="FormatException">The line is about something else.</exception>
    public static BranchMove Of(JournalLine line)
    {
        var old = ObjectId.Parse(line.Text("old"));
        return new BranchMove(line.Text("branch"), old, ObjectId.Parse(line.Text("new")))
        {
            Backup = line.OptionalText("backup") is { } name
                ? new BackupMove(ReferenceName.Branch(name), line.OptionalText("backup_before") is { } before ? ObjectId.Parse(before) : null)
                : null,
            StandsOn = line.Texts("stands_on"),
        };
    }
}

/// <param name="Before">Where the backup of an earlier run pointed; nothing where there was none.</param>
internal sealed record BackupMove(ReferenceName Reference, ObjectId? Before);
