using System.Globalization;

namespace Collimate.Benchmarks.Generating;

/// <summary>The story of one target: everyday changes all along, renames and contested lines only after the last branch has forked.</summary>
internal sealed class TargetLine(RepositoryShape shape, int group)
{
    private const int FilesPerCommit = 3;

    private readonly Dice _dice = new(shape.Seed);
    private readonly Dictionary<int, List<(int Commit, SourceFile File)>> _versions = [];
    private readonly int[] _marks = new int[(2 * shape.Ahead) + 1];

    public string Name { get; } = group == 0 ? "main" : string.Create(CultureInfo.InvariantCulture, $"target-{group + 1}");

    /// <summary>Commits 0 (where all targets begin) to this one.</summary>
    public int Length => 2 * shape.Ahead;

    /// <summary>How far around the middle branches fork.</summary>
    public int ForkSpread => shape.Ahead / 2;

    private int LateCommits => Math.Max(1, ForkSpread);

    public int MarkOf(int commit) => _marks[commit];

    /// <summary>Minutes since the beginning of the story.</summary>
    public int MinuteOf(int commit) => shape.History + (commit * 10);

    /// <summary>The file as it was in this target at that commit.</summary>
    public SourceFile FileAt(int number, int commit) =>
        _versions.TryGetValue(number, out var versions) && versions.FindLast(version => version.Commit <= commit) is { File: { } found }
            ? found
            : new SourceFile(number);

    /// <param name="origin">The mark of the commit with which all targets begin.</param>
    public void Write(FastImportStream stream, int origin)
    {
        _marks[0] = origin;
        for (var commit = 1; commit <= Length; commit++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Name}: change number {commit}");
            _marks[commit] = stream.Commit(Name, _marks[commit - 1], MinuteOf(commit), text);
            for (var i = 0; i < FilesPerCommit; i++)
            {
                Change(stream, _dice.Roll(shape.Files, group, commit, i), commit, file => file.WithLine(SourceFile.TargetLine, text));
            }

            WriteLateChanges(stream, commit);
        }
    }

    private void WriteLateChanges(FastImportStream stream, int commit)
    {
        var late = commit - (Length - LateCommits) - 1;
        if (late < 0)
        {
            return;
        }

        for (var package = late; package < SourceFile.PackagesIn(shape.Files); package += LateCommits)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"contested, and {Name} wins");
            Change(stream, SourceFile.NumberOf(FileKind.Contested, package), commit, file => file.WithLine(SourceFile.ContestedLine, text));
            if (shape.MassRename == 0)
            {
                Change(stream, SourceFile.NumberOf(FileKind.MovedByTarget, package), commit, file => file with { Path = $"{file.Path}.moved" });
            }
        }

        for (var number = 0; late == 0 && number < shape.MassRename; number++)
        {
            Change(stream, number, commit, file => file with { Path = $"moved/{file.Path}" });
        }
    }

    private void Change(FastImportStream stream, int number, int commit, Func<SourceFile, SourceFile> change)
    {
        var before = FileAt(number, commit);
        var after = change(before);
        if (after.Path != before.Path)
        {
            stream.Rename(before.Path, after.Path);
        }
        else
        {
            stream.Write(after.Path, after.Content());
        }

        if (!_versions.TryGetValue(number, out var versions))
        {
            _versions[number] = versions = [];
        }

        versions.Add((commit, after));
    }
}
