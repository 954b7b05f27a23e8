namespace Collimate.Git.Worktrees;

/// <summary>Which files a move of a worktree from one commit to another writes and removes.</summary>
internal sealed class CheckoutChanges
{
    private readonly List<string> _added = [];
    private readonly List<string> _retyped = [];
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<byte> _oldPaths = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private CheckoutChanges()
    {
    }

    /// <summary>The paths that the old commit has, each followed by NUL.</summary>
    public ReadOnlyMemory<byte> OldPaths => _oldPaths.ToArray();

    /// <summary>Reads "status NUL path NUL".</summary>
    public static CheckoutChanges Parse(ReadOnlySpan<byte> output)
    {
        var changes = new CheckoutChanges();
        while (!output.IsEmpty)
        {
            var status = output[0];
            var end = 2 + output[2..].IndexOf((byte)0);
            changes.Add(status, output[2..end]);
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

    /// <summary>Removes what only the new commit has; nothing of that was there before.</summary>
    /// <param name="top">Of the worktree.</param>
    public void RemoveAdded(string top)
    {
        foreach (var path in _added.Select(added => Path.Combine(top, added)).Where(path => IsFileOrLink(path) && IsReallyInside(path, top)))
        {
            File.Delete(path);
            for (var parent = Path.GetDirectoryName(path)!; parent != top && !Directory.EnumerateFileSystemEntries(parent).Any(); parent = Path.GetDirectoryName(parent)!)
            {
                Directory.Delete(parent);
            }
        }
    }

    private void Add(byte status, ReadOnlySpan<byte> path)
    {
        if (status == (byte)'A')
        {
            _added.Add(new ByteText(path).ToString());
            return;
        }

        _oldPaths.AddRange(path);
        _oldPaths.Add(0);
        if (status == (byte)'D')
        {
            _deleted.Add(new ByteText(path).ToString());
        }
        else if (status == (byte)'T')
        {
            _retyped.Add(new ByteText(path).ToString());
        }
    }

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
