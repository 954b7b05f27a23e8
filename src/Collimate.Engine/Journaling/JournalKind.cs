namespace Collimate.Engine.Journaling;

/// <summary>What the lines of a journal are about; <c>docs/journal-format.md</c> says what each of them has.</summary>
internal static class JournalKind
{
    public const string RunStarted = "run_started";
    public const string BranchStarted = "branch_started";
    public const string KeepIntended = "keep_intended";
    public const string PublishIntended = "publish_intended";
    public const string Published = "published";
    public const string NotPublished = "not_published";
    public const string BranchRetired = "branch_retired";
    public const string RunEnded = "run_ended";

    /// <summary>What a killed run had begun was finished or taken back.</summary>
    public const string Recovered = "recovered";

    public const string UndoIntended = "undo_intended";
    public const string Undone = "undone";
    public const string NotUndone = "not_undone";
    public const string UndoEnded = "undo_ended";
}
