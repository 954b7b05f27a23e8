namespace Collimate.Engine.Publishing;

/// <summary>The names of visible backups: <c>&lt;prefix&gt;-&lt;branch&gt;-pre-align</c>.</summary>
internal sealed class BackupNaming(string prefix)
{
    private const string Suffix = "-pre-align";

    public string NameFor(string branch) => $"{prefix}-{branch}{Suffix}";

    /// <summary>Whether a name may be that of a backup of this branch, whatever the prefix was.</summary>
    public static bool IsBackupOf(string backup, string branch) => backup.EndsWith($"-{branch}{Suffix}", StringComparison.Ordinal);

    public bool IsBackup(string branch) =>
        branch.StartsWith($"{prefix}-", StringComparison.Ordinal)
        && branch.EndsWith(Suffix, StringComparison.Ordinal)
        && branch.Length > prefix.Length + 1 + Suffix.Length;
}
