using System.Globalization;
using System.Text;

namespace Collimate.Conformance.Tests.Generating;

/// <summary>The files that a history begins with, and the names and lines that edits draw from: few, so that they meet.</summary>
internal sealed class StartingFiles(Dice dice)
{
    private static readonly string[] Words = ["alpha", "beta", "gamma", "delta", "if (x) {", "}", "return 1;", "// note", ""];

    private static readonly string[] Attributes =
    [
        "*.lock -diff\n",
        "*.log merge=union\n",
        "*.bin binary\n*.lock -diff\n*.log merge=union\n",
        "*.lock merge=binary\n*.md -merge\n",
        "*.txt diff=python\n*.log merge=union\n",
        "*.txt text=auto\n*.bin -text\n",
    ];

    public static IReadOnlyList<string> Directories { get; } = ["", "lib/", "src/", "src/core/", "docs/", "old lib/"];

    public static IReadOnlyList<string> Names { get; } =
        ["a.txt", "b.txt", "c.txt", "read.md", "run.log", "data.lock", "image.bin", "caf\u00e9.txt", "caf\u00c3\u00a9.txt", "-dash", "sp ace.txt", "\"quoted\"", "tool.sh"];

    public FileTree Make()
    {
        var tree = FileTree.Empty;
        var attributes = dice.Below(100) switch
        {
            < 35 => dice.Pick(Attributes),
            < 38 => "*.txt text eol=crlf\n", // What is stored with CRLF looks changed as soon as it is checked out.
            _ => null,
        };
        tree = attributes is null ? tree : tree.With(".gitattributes", new Entry(Entry.Regular, attributes));
        for (var i = dice.Between(4, 10); i > 0; i--)
        {
            var path = NewPath();
            tree = tree.IsFree(path) ? tree.With(path, NewFile(path)) : tree;
        }

        tree = dice.Chance(30) ? WithCopy(tree) : tree;
        tree = dice.Chance(15) && tree.IsFree("link") ? tree.With("link", new Entry(Entry.Link, "lib/a.txt")) : tree;
        return dice.Chance(15) && tree.IsFree("vendor") ? tree.With("vendor", NewGitlink()) : tree;
    }

    public string NewPath() => dice.Pick(Directories) + dice.Pick(Names);

    public Entry NewGitlink() => new(Entry.Gitlink, new string(dice.Pick('1', '2', '3'), 40));

    public Entry NewFile(string path) =>
        path.EndsWith(".bin", StringComparison.Ordinal) ? new Entry(Entry.Regular, NewBinary())
        : path.EndsWith(".sh", StringComparison.Ordinal) && dice.Chance(50) ? new Entry(Entry.Executable, NewText())
        : new Entry(Entry.Regular, NewText());

    public string NewBinary() => string.Create(CultureInfo.InvariantCulture, $"\u0089BIN\0{dice.Below(3)}\u00ff\n{dice.Below(1000)}\0\0");

    public string NewLine() => string.Create(CultureInfo.InvariantCulture, $"{dice.Pick(Words)} {dice.Below(60)}");

    public string NewText()
    {
        var lines = dice.Weighted([(1, 0), (3, 1), (3, 3), (20, dice.Between(6, 20))]);
        var end = dice.Chance(12) ? "\r\n" : "\n";
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            text.Append(dice.Chance(15) ? dice.Pick(Words) : NewLine()).Append(i == lines - 1 && dice.Chance(15) ? "" : end);
        }

        return text.ToString();
    }

    // What git takes for a rename must sometimes be chosen among several that look alike.
    private FileTree WithCopy(FileTree tree)
    {
        var files = tree.Where(entry => entry.IsFile);
        var path = NewPath();
        return files.Count > 0 && tree.IsFree(path) ? tree.With(path, tree[dice.Pick(files)]) : tree;
    }
}
