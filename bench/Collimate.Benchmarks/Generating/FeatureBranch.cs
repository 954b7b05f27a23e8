using System.Collections.Immutable;
using System.Globalization;

namespace Collimate.Benchmarks.Generating;

/// <summary>One generated branch: which target, where it stands, what it does there.</summary>
internal sealed record FeatureBranch(int Number, TargetLine Target)
{
    private const int MostFilesPerCommit = 3;

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"feature/{Number % 10}/{Number:000000}");

    /// <summary>The commit of the target on which it, or the lowest branch of its stack, stands.</summary>
    public required int Fork { get; init; }

    /// <summary>The branch on which it stands; nothing when that is the target.</summary>
    public FeatureBranch? Parent { get; init; }

    /// <summary>Whether it changes a contested line itself.</summary>
    public required bool Contests { get; init; }

    /// <summary>What it has to do with renamed files.</summary>
    public required RenameRole Renames { get; init; }

    /// <summary>Mark of its last commit; known once it is written.</summary>
    public int Tip { get; private set; }

    private ImmutableDictionary<int, SourceFile> Files { get; set; } = ImmutableDictionary<int, SourceFile>.Empty;

    private int LastMinute { get; set; }

    /// <summary>Replaying it onto the target stops: it, or a branch on which it stands, changed what the target changed.</summary>
    public bool WillConflict => Contests || Parent is { WillConflict: true };

    public void Write(FastImportStream stream, RepositoryShape shape)
    {
        Files = Parent?.Files ?? Files;
        Tip = Parent?.Tip ?? Target.MarkOf(Fork);
        LastMinute = Parent?.LastMinute ?? Target.MinuteOf(Fork);
        for (var commit = 0; commit < shape.CommitsPerBranch; commit++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Name}: change number {commit + 1}");
            Tip = stream.Commit(Name, Tip, ++LastMinute, text);
            WriteChanges(stream, shape, commit, text);
        }
    }

    private void WriteChanges(FastImportStream stream, RepositoryShape shape, int commit, string text)
    {
        var dice = new Dice(shape.Seed);
        var count = 1 + dice.Roll(MostFilesPerCommit, Number, commit, -1);
        for (var i = 0; i < count; i++)
        {
            var file = OrdinaryFile(shape, dice.Roll(shape.Files, Number, commit, i));
            Change(stream, file, version => version.WithLine(SourceFile.FirstBranchLine + (commit % SourceFile.BranchLines), text));
        }

        if (commit == 0)
        {
            WriteRename(stream, shape, dice, text);
        }

        if (Contests && commit == shape.CommitsPerBranch / 2)
        {
            var package = dice.Roll(SourceFile.PackagesIn(shape.Files), Number, commit, -2);
            Change(stream, SourceFile.NumberOf(FileKind.Contested, package), version => version.WithLine(SourceFile.ContestedLine, text));
        }
    }

    private void WriteRename(FastImportStream stream, RepositoryShape shape, Dice dice, string text)
    {
        var package = dice.Roll(SourceFile.PackagesIn(shape.Files), Number, -3);
        switch (Renames)
        {
            case RenameRole.ChangesWhatTheTargetMoves:
                var moved = shape.MassRename > 0 ? dice.Roll(shape.MassRename, Number, -4) : SourceFile.NumberOf(FileKind.MovedByTarget, package);
                Change(stream, moved, version => version.WithLine(SourceFile.FirstBranchLine + SourceFile.BranchLines, text));
                break;
            case RenameRole.Moves:
                Change(stream, SourceFile.NumberOf(FileKind.MovedByBranches, package), version => version with { Path = $"{version.Path}.{Number}" });
                break;
            case RenameRole.None:
                break;
            default:
                throw new System.Diagnostics.UnreachableException("BUG: unknown role");
        }
    }

    /// <summary>The next file that nobody renames and no contested one, unless renames are what this repository is about.</summary>
    private static int OrdinaryFile(RepositoryShape shape, int number)
    {
        while (SourceFile.KindOf(number) != FileKind.Ordinary)
        {
            number = (number + 1) % shape.Files;
        }

        return number;
    }

    private void Change(FastImportStream stream, int number, Func<SourceFile, SourceFile> change)
    {
        var before = Files.GetValueOrDefault(number) ?? Target.FileAt(number, Fork);
        var after = change(before);
        if (after.Path != before.Path)
        {
            stream.Rename(before.Path, after.Path);
        }
        else
        {
            stream.Write(after.Path, after.Content());
        }

        Files = Files.SetItem(number, after);
    }
}

/// <summary>What a branch has to do with renamed files.</summary>
internal enum RenameRole
{
    None,
    ChangesWhatTheTargetMoves,
    Moves,
}
