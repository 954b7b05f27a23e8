namespace Collimate.Engine.Publishing;

/// <summary>The names of visible backups: <c>&lt;prefix&gt;-&lt;branch&gt;-pre-align</c>.</summary>
internal sealed class BackupNaming(string prefix)
{
    private const string Suffix = "-pre-align";

    public string NameFor(string branch) => $"{prefix}-{branch}{Suffix}";

    public bool IsBackup(string branch) =>
        branch.StartsWith($"{prefix}-", StringComparison.Ordinal)
        && branch.EndsWith(Suffix, StringComparison.Ordinal)
        && branch.Length > prefix.Length + 1 + Suffix.Length;
}
