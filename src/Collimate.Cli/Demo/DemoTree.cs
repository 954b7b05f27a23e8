using System.Collections.Immutable;
using System.Diagnostics;

namespace Collimate.Cli.Demo;

/// <summary>All files of one commit. Trees never change; applying a change gives a new one.</summary>
internal sealed class DemoTree
{
    public static readonly DemoTree Empty = new(ImmutableSortedDictionary.Create<string, DemoFile>(StringComparer.Ordinal));

    private const int BinaryLength = 600;

    private readonly ImmutableSortedDictionary<string, DemoFile> _files;

    private DemoTree(ImmutableSortedDictionary<string, DemoFile> files) => _files = files;

    public DemoTree Apply(FileChange change) => change switch
    {
        FileChange.Write(var path, var text) => With(path, DemoFile.OfText(Lines(text))),
        FileChange.WriteWithCrLf(var path, var text) => With(path, DemoFile.OfText(Lines(text).ReplaceLineEndings("\r\n"))),
        FileChange.Edit edit => With(edit.Path, Edited(edit)),
        FileChange.Append(var path, var text) => With(path, DemoFile.OfText(File(path).Text + Lines(text))),
        FileChange.Delete(var path) => Without(path),
        FileChange.Move(var from, var to) => Moved(from, to),
        FileChange.MakeExecutable(var path) => With(path, File(path) with { Mode = DemoFile.Executable }),
        FileChange.Link(var path, var destination) => With(path, DemoFile.OfText(destination) with { Mode = DemoFile.SymbolicLink }),
        FileChange.Binary(var path, var seed) => With(path, new DemoFile(DemoFile.Plain, Noise(seed))),
        _ => throw new UnreachableException($"BUG: no case for {change}"),
    };

    /// <summary>Brings in what <paramref name="theirs"/> did since <paramref name="mergeBase"/>.</summary>
    /// <remarks>Both sides must have touched different files; nothing here can merge lines.</remarks>
    public DemoTree Merge(DemoTree theirs, DemoTree mergeBase)
    {
        var clash = theirs.ChangesSince(mergeBase).Select(change => change.Path)
            .Intersect(ChangesSince(mergeBase).Select(change => change.Path), StringComparer.Ordinal)
            .FirstOrDefault();
        return clash is null
            ? theirs.ChangesSince(mergeBase).Aggregate(this, (tree, change) =>
                change.File is null ? tree.Without(change.Path) : tree.With(change.Path, change.File))
            : throw new InvalidOperationException($"BUG: both sides of a merge touch '{clash}'");
    }

    /// <summary>The paths that differ, deletions first so that a directory can take the place of a file.</summary>
    public IEnumerable<(string Path, DemoFile? File)> ChangesSince(DemoTree older) =>
        older._files.Keys.Where(path => !_files.ContainsKey(path)).Select(path => (path, (DemoFile?)null))
            .Concat(_files.Where(entry => !older.Has(entry.Key, entry.Value)).Select(entry => (entry.Key, (DemoFile?)entry.Value)));

    private static DemoFile Replace(DemoFile file, string passage, string replacement) =>
        DemoFile.OfText(file.Text.Replace(passage, replacement, StringComparison.Ordinal)) with { Mode = file.Mode };

    // A checkout of our own source with CRLF must not give other object ids.
    private static string Lines(string text) => text.ReplaceLineEndings("\n") + "\n";

    private static byte[] Noise(int seed)
    {
        var bytes = new byte[BinaryLength];
        var state = (uint)seed;
        for (var index = 0; index < bytes.Length; index++)
        {
            state = unchecked((state * 1_664_525) + 1_013_904_223);
            bytes[index] = (byte)(state >> 24);
        }

        bytes[0] = 0; // Git calls a file binary when it finds a zero near the start.
        return bytes;
    }

    private DemoFile Edited(FileChange.Edit edit)
    {
        var file = File(edit.Path);
        var first = file.Text.IndexOf(edit.Passage, StringComparison.Ordinal);
        return first >= 0 && first == file.Text.LastIndexOf(edit.Passage, StringComparison.Ordinal)
            ? Replace(file, edit.Passage, edit.Replacement)
            : throw new InvalidOperationException($"BUG: '{edit.Passage}' does not occur exactly once in '{edit.Path}'");
    }

    private DemoTree Moved(string from, string to)
    {
        var moving = _files.Keys
            .Where(path => path == from || (from.EndsWith('/') && path.StartsWith(from, StringComparison.Ordinal)))
            .ToList();
        return moving.Count == 0
            ? throw new InvalidOperationException($"BUG: nothing to move at '{from}'")
            : moving.Aggregate(this, (tree, path) => tree.Without(path).With(to + path[from.Length..], File(path)));
    }

    private bool Has(string path, DemoFile file) => _files.TryGetValue(path, out var mine) && mine == file;

    private DemoFile File(string path) =>
        _files.TryGetValue(path, out var file) ? file : throw new InvalidOperationException($"BUG: no file '{path}'");

    private DemoTree With(string path, DemoFile file) => new(_files.SetItem(path, file));

    private DemoTree Without(string path) =>
        _files.ContainsKey(path) ? new(_files.Remove(path)) : throw new InvalidOperationException($"BUG: no file '{path}'");
}
