using System.Collections.Immutable;

namespace Collimate.Conformance.Tests.Generating;

/// <summary>The files of a commit. Never changes.</summary>
internal sealed class FileTree
{
    private readonly ImmutableSortedDictionary<string, Entry> _entries;

    private FileTree(ImmutableSortedDictionary<string, Entry> entries) => _entries = entries;

    public static FileTree Empty { get; } = new(ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal));

    public IReadOnlyList<string> Paths => [.. _entries.Keys];

    public IReadOnlyList<string> Directories =>
        [.. _entries.Keys.Where(path => path.Contains('/', StringComparison.Ordinal)).Select(DirectoryOf).Distinct(StringComparer.Ordinal)];

    public Entry? this[string path] => _entries.GetValueOrDefault(path);

    public FileTree With(string path, Entry? entry) => new(entry is null ? _entries.Remove(path) : _entries.SetItem(path, entry));

    public IReadOnlyList<string> Below(string directory) =>
        [.. _entries.Keys.Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal))];

    public IReadOnlyList<string> Where(Func<Entry, bool> condition) =>
        [.. _entries.Where(pair => condition(pair.Value) && pair.Key != ".gitattributes").Select(pair => pair.Key)];

    /// <summary>Whether an entry could stand there: nothing does, nothing is below it, and no file is in its way.</summary>
    public bool IsFree(string path)
    {
        var directory = path;
        while (directory.Contains('/', StringComparison.Ordinal))
        {
            directory = DirectoryOf(directory);
            if (_entries.ContainsKey(directory))
            {
                return false;
            }
        }

        return !_entries.ContainsKey(path) && Below(path).Count == 0;
    }

    /// <summary>A merge as a person might make it: where both sides changed a path, one of them wins.</summary>
    public static FileTree Merge(FileTree origin, FileTree ours, FileTree theirs, Func<bool> oursWins)
    {
        var merged = ours;
        foreach (var path in origin.Paths.Union(theirs.Paths, StringComparer.Ordinal))
        {
            if (theirs[path] != origin[path] && (ours[path] == origin[path] || !oursWins()))
            {
                merged = merged.With(path, null);
                merged = theirs[path] is { } entry && merged.IsFree(path) ? merged.With(path, entry) : merged;
            }
        }

        return merged;
    }

    private static string DirectoryOf(string path) => path[..path.LastIndexOf('/')];
}
