namespace Collimate.Conformance.Tests.Generating;

/// <summary>What stands at a path of a tree.</summary>
/// <param name="Content">Each character is a byte; of a submodule, the id of its commit.</param>
internal sealed record Entry(string Mode, string Content)
{
    public const string Regular = "100644";
    public const string Executable = "100755";
    public const string Link = "120000";
    public const string Gitlink = "160000";

    public bool IsFile => Mode is Regular or Executable;

    public bool IsBinary => Content.Contains('\0', StringComparison.Ordinal);

    public bool IsText => IsFile && !IsBinary;

    /// <summary>The lines with their ends.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = Content.Split('\n');
            return [.. lines.Select((line, i) => i < lines.Length - 1 ? line + "\n" : line).Where(line => line.Length > 0)];
        }
    }
}
