namespace Collimate.Conformance.Tests.Generating;

/// <summary>What people do to files, one commit at a time.</summary>
/// <remarks>One file and one line are favourites of everybody in a history, so that edits come near each other.</remarks>
internal sealed class Edits
{
    private readonly Dice _dice;
    private readonly StartingFiles _files;
    private readonly (int Weight, Func<FileTree, IReadOnlyList<Change>> Make)[] _kinds;
    private readonly int _favouriteFile;
    private readonly int _favouriteLine;
    private readonly string _favouriteNewPath;
    private readonly Entry _favouriteNewFile;

    public Edits(Dice dice)
    {
        _dice = dice;
        _files = new StartingFiles(dice);
        _favouriteFile = dice.Below(100);
        _favouriteLine = dice.Below(100);
        _favouriteNewPath = _files.NewPath();
        _favouriteNewFile = _files.NewFile(_favouriteNewPath);
        _kinds =
        [
            (30, RewriteLine), (10, InsertLine), (5, DeleteLine), (4, AppendLine), (3, Respace),
            (7, AddFile), (5, AddFavouriteFile), (5, DeleteFile), (3, CopyFile),
            (8, RenameFile), (6, RenameDirectory), (3, FileToDirectory), (2, DirectoryToFile),
            (5, SwitchExecutable), (3, SwitchLink), (2, AddLink), (3, ChangeGitlink), (4, ChangeBinary), (2, ChangeLineEnds),
        ];
    }

    public FileTree StartingTree => _files.Make();

    /// <summary>The changes of one commit: mostly one, at times a few.</summary>
    public IReadOnlyList<Change> Next(FileTree tree)
    {
        var changes = new List<Change>();
        for (var wanted = _dice.Weighted([(60, 1), (25, 2), (15, 3)]); wanted > 0; wanted--)
        {
            foreach (var change in _dice.Weighted(_kinds)(tree))
            {
                if (change.ApplyTo(tree) is { } next)
                {
                    tree = next;
                    changes.Add(change);
                }
            }
        }

        return changes;
    }

    public IReadOnlyList<Change> SwitchExecutable(FileTree tree)
    {
        return Pick(tree, entry => entry.IsFile) is not { } path ? [] : [SwitchExecutable(tree, path)];
    }

    public static Change SwitchExecutable(FileTree tree, string path) =>
        new Change.Put(path, tree[path], tree[path]! with { Mode = tree[path]!.Mode == Entry.Regular ? Entry.Executable : Entry.Regular });

    private List<Change> RewriteLine(FileTree tree) =>
        EditLine(tree, line => _files.NewLine() + EndOf(line));

    private List<Change> InsertLine(FileTree tree) =>
        EditLine(tree, line => EndOf(line).Length == 0 ? line + "\n" + _files.NewLine() : line + _files.NewLine() + EndOf(line));

    private List<Change> DeleteLine(FileTree tree) => EditLine(tree, _ => "");

    private List<Change> Respace(FileTree tree) => EditLine(tree, line => "  " + line);

    private List<Change> AppendLine(FileTree tree)
    {
        var logs = tree.Where(entry => entry.IsText).Where(path => path.EndsWith(".log", StringComparison.Ordinal)).ToArray();
        if (logs.Length == 0)
        {
            return [];
        }

        var path = _dice.Pick(logs);
        return tree[path]!.Lines is [.., var last] ? [new Change.Rewrite(path, last, last + _files.NewLine() + "\n")] : [];
    }

    private List<Change> EditLine(FileTree tree, Func<string, string> edit)
    {
        if (Pick(tree, entry => entry.IsText && entry.Content.Length > 0) is not { } path)
        {
            return [];
        }

        var lines = tree[path]!.Lines;
        var place = _dice.Chance(50) ? (_favouriteLine + _dice.Below(3)) % lines.Count : _dice.Below(lines.Count);
        return [new Change.Rewrite(path, lines[place], edit(lines[place]))];
    }

    private List<Change> AddFile(FileTree tree)
    {
        var path = _files.NewPath();
        return [new Change.Put(path, null, _files.NewFile(path))];
    }

    private List<Change> AddFavouriteFile(FileTree tree) =>
        [new Change.Put(_favouriteNewPath, null, _dice.Chance(50) ? _favouriteNewFile : _files.NewFile(_favouriteNewPath))];

    private List<Change> DeleteFile(FileTree tree) =>
        Pick(tree, _ => true) is { } path ? [new Change.Put(path, tree[path], null)] : [];

    private List<Change> CopyFile(FileTree tree) =>
        Pick(tree, entry => entry.IsFile) is { } path
            ? [new Change.Put(_files.NewPath(), null, tree[path]), .. _dice.Chance(50) ? EditLine(tree, line => line + "copied\n") : []]
            : [];

    private List<Change> RenameFile(FileTree tree)
    {
        if (Pick(tree, entry => entry.IsFile) is not { } path)
        {
            return [];
        }

        var to = _files.NewPath();
        var edit = _dice.Chance(40) && tree[path]!.Lines is { Count: > 0 } lines
            ? new Change.Rewrite(to, _dice.Pick(lines), _files.NewLine() + "\n")
            : null;
        return edit is null ? [new Change.Move(path, to)] : [new Change.Move(path, to), edit];
    }

    private List<Change> RenameDirectory(FileTree tree) =>
        tree.Directories is { Count: > 0 } directories
            ? [new Change.Move(_dice.Pick(directories), _dice.Pick("lib", "moved", "src/moved", "docs", "src"))]
            : [];

    private List<Change> FileToDirectory(FileTree tree) =>
        Pick(tree, entry => entry.IsFile) is { } path
            ? _dice.Chance(50)
                ? [new Change.Put(path, tree[path], null), new Change.Put(path + "/inside.txt", null, _files.NewFile(path))]
                : [new Change.Move(path, path + ".was"), new Change.Move(path + ".was", path + "/inside.txt")]
            : [];

    private List<Change> DirectoryToFile(FileTree tree)
    {
        if (tree.Directories is not { Count: > 0 } directories)
        {
            return [];
        }

        var directory = _dice.Pick(directories);
        return [.. tree.Below(directory).Select(path => new Change.Put(path, tree[path], null)), new Change.Put(directory, null, _files.NewFile(directory))];
    }

    private List<Change> SwitchLink(FileTree tree) =>
        Pick(tree, entry => entry.IsText || entry.Mode == Entry.Link) is { } path
            ? [new Change.Put(path, tree[path], tree[path]!.Mode == Entry.Link ? _files.NewFile(path) : new Entry(Entry.Link, _files.NewPath()))]
            : [];

    private List<Change> AddLink(FileTree tree)
    {
        var path = tree.Where(entry => entry.Mode == Entry.Link) is { Count: > 0 } links ? _dice.Pick(links) : _dice.Pick("link", "lib/link");
        return [new Change.Put(path, tree[path], new Entry(Entry.Link, _files.NewPath()))];
    }

    private List<Change> ChangeGitlink(FileTree tree)
    {
        var path = tree.Where(entry => entry.Mode == Entry.Gitlink) is { Count: > 0 } links ? _dice.Pick(links) : _dice.Pick("vendor", "lib/vendor");
        return [new Change.Put(path, tree[path], tree[path] is not null && _dice.Chance(15) ? null : _files.NewGitlink())];
    }

    private List<Change> ChangeBinary(FileTree tree) =>
        Pick(tree, entry => entry.IsFile && entry.IsBinary) is { } path
            ? [new Change.Put(path, tree[path], tree[path]! with { Content = _files.NewBinary() })]
            : [new Change.Put("image.bin", null, new Entry(Entry.Regular, _files.NewBinary()))];

    private List<Change> ChangeLineEnds(FileTree tree)
    {
        if (Pick(tree, entry => entry.IsText) is not { } path)
        {
            return [];
        }

        var unix = tree[path]!.Content.Replace("\r\n", "\n", StringComparison.Ordinal);
        var other = unix == tree[path]!.Content ? unix.Replace("\n", "\r\n", StringComparison.Ordinal) : unix;
        return [new Change.Put(path, tree[path], tree[path]! with { Content = other })];
    }

    private string? Pick(FileTree tree, Func<Entry, bool> condition)
    {
        var paths = tree.Where(condition);
        return paths.Count == 0 ? null
            : _dice.Chance(35) ? paths[_favouriteFile % paths.Count]
            : _dice.Pick(paths);
    }

    private static string EndOf(string line) =>
        line.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : line.EndsWith('\n') ? "\n" : "";
}
