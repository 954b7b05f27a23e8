namespace Collimate.Cli.Demo;

/// <summary>What a commit does to one file. Changes are data, so that a primary branch can repeat those of a feature branch.</summary>
internal abstract record FileChange
{
    private FileChange()
    {
    }

    /// <summary>Makes the file, or replaces it. The text gets its final line break here.</summary>
    internal sealed record Write(string Path, string Text) : FileChange;

    /// <summary>A text file as Windows programs write it.</summary>
    internal sealed record WriteWithCrLf(string Path, string Text) : FileChange;

    /// <summary>Replaces a passage that occurs exactly once.</summary>
    internal sealed record Edit(string Path, string Passage, string Replacement) : FileChange;

    /// <summary>Adds lines at the end.</summary>
    internal sealed record Append(string Path, string Text) : FileChange;

    internal sealed record Delete(string Path) : FileChange;

    /// <summary>Renames a file, or a whole directory where both paths end in a slash.</summary>
    internal sealed record Move(string From, string To) : FileChange;

    internal sealed record MakeExecutable(string Path) : FileChange;

    internal sealed record Link(string Path, string Destination) : FileChange;

    /// <summary>Bytes that no diff can show, different for each seed.</summary>
    internal sealed record Binary(string Path, int Seed) : FileChange;
}
