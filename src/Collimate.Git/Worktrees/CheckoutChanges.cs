using System.Text;

namespace Collimate.Git.Worktrees;

/// <summary>Which files a move of a worktree from one commit to another writes and removes.</summary>
internal sealed class CheckoutChanges
{
    private readonly List<string> _added = [];
    private readonly List<string> _changed = [];
    private readonly List<string> _retyped = [];
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<byte> _oldPaths = [];
    private readonly List<byte> _newEntries = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private CheckoutChanges()
    {
    }

    /// <summary>The paths that the old commit has, each followed by NUL.</summary>
    public ReadOnlyMemory<byte> OldPaths => _oldPaths.ToArray();

    /// <summary>What the new commit has at the paths that change, as <c>git update-index --index-info</c> reads it.</summary>
    public ReadOnlyMemory<byte> NewEntries => _newEntries.ToArray();

    /// <summary>Reads ":mode mode id id status NUL path NUL", each pair the old and the new one.</summary>
    public static CheckoutChanges Parse(ReadOnlySpan<byte> output)
    {
        var changes = new CheckoutChanges();
        while (!output.IsEmpty)
        {
            var facts = output.IndexOf((byte)0);
            var end = facts + 1 + output[(facts + 1)..].IndexOf((byte)0);
            changes.Add(new ByteText(output[1..facts]).ToString().Split(' '), output[(facts + 1)..end]);
            output = output[(end + 1)..];
        }

        return changes;
    }

    /// <summary>A file that is there although neither commit has put it there.</summary>
    /// <param name="top">Of the worktree, which has the old commit.</param>
    /// <returns>Its path from there, or nothing.</returns>
    public string? FindInTheWay(string top)
    {
        return _added.Select(added => AboveInTheWay(top, added) ?? HereInTheWay(top, added))
            .Concat(_retyped.Select(retyped => InsideOf(top, retyped)))
            .FirstOrDefault(path => path is not null);
    }

    /// <summary>A file or a link where the new commit has a directory, unless it goes.</summary>
    private string? AboveInTheWay(string top, string added)
    {
        for (var slash = added.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = added.IndexOf('/', slash + 1))
        {
            var parent = added[..slash];
            if (_seen.Add(parent) && IsFileOrLink(Path.Combine(top, parent)) && !_deleted.Contains(parent))
            {
                return parent;
            }
        }

        return null;
    }

    private string? HereInTheWay(string top, string added)
    {
        var path = Path.Combine(top, added);
        if (IsFileOrLink(path))
        {
            // Where the old commit has a link to a directory, this is not inside the worktree.
            return IsReallyInside(path, top) ? added : null;
        }

        return InsideOf(top, added);
    }

    /// <summary>A directory makes room for a file when everything in it goes. What a submodule holds does not go.</summary>
    private string? InsideOf(string top, string path)
    {
        var directory = new DirectoryInfo(Path.Combine(top, path));
        return !directory.Exists || directory.LinkTarget is not null
            ? null
            : Directory.EnumerateFiles(directory.FullName, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(top, file))
                .FirstOrDefault(file => !_deleted.Contains(file));
    }

    /// <summary>Removes what was written for the new commit. What cannot be removed stays.</summary>
    /// <param name="top">Of the worktree.</param>
    /// <param name="others">Paths at which something else is than the new commit has; they stay.</param>
    public void RemoveWritten(string top, IReadOnlySet<string> others)
    {
        foreach (var path in Written(_changed))
        {
            Remove(path, within: Path.GetDirectoryName(path)!);
        }

        foreach (var path in Written(_added))
        {
            Remove(path, within: top);
        }

        IEnumerable<string> Written(IEnumerable<string> paths) =>
            paths.Where(path => !others.Contains(path) && IsHere(top, path)).Select(path => Path.Combine(top, path));
    }

    /// <summary>What is still there although only the new commit has a file of that name.</summary>
    /// <param name="top">Of the worktree.</param>
    public IEnumerable<string> FindAdded(string top) => _added.Where(added => IsHere(top, added));

    /// <summary>Removes a file and the directories that become empty by it.</summary>
    /// <param name="within">A directory that stays in any case.</param>
    private static void Remove(string file, string within)
    {
        try
        {
            File.Delete(file);
            for (var parent = Path.GetDirectoryName(file)!; parent != within && !Directory.EnumerateFileSystemEntries(parent).Any(); parent = Path.GetDirectoryName(parent)!)
            {
                Directory.Delete(parent);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever looks at the worktree afterwards finds it.
        }
    }

    private void Add(string[] facts, ReadOnlySpan<byte> path)
    {
        var name = new ByteText(path).ToString();
        if (facts is [_, var mode, _, var id, not "D"])
        {
            _newEntries.AddRange(Encoding.ASCII.GetBytes($"{mode} {id}\t"));
            _newEntries.AddRange(path);
            _newEntries.Add(0);
        }

        if (facts[^1] == "A")
        {
            _added.Add(name);
            return;
        }

        _oldPaths.AddRange(path);
        _oldPaths.Add(0);
        if (facts[^1] == "D")
        {
            _deleted.Add(name);
            return;
        }

        _changed.Add(name);
        if (facts[^1] == "T")
        {
            _retyped.Add(name);
        }
    }

    private static bool IsHere(string top, string path) =>
        Path.Combine(top, path) is var full && IsFileOrLink(full) && IsReallyInside(full, top);

    // A link counts as it is, wherever it leads.
    private static bool IsFileOrLink(string path) => File.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static bool IsReallyInside(string path, string top)
    {
        for (var parent = Path.GetDirectoryName(path)!; parent != top; parent = Path.GetDirectoryName(parent)!)
        {
            if (new DirectoryInfo(parent).LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }
}
