using System.Globalization;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Categorizing;

/// <summary>The branches of the input while it is read: each once, with one target.</summary>
internal sealed class CategorizedBranchList(InputProblems problems)
{
    // Warnings are for people; whoever has more of one kind than this looks at the file itself.
    private const int Listed = 50;

    private readonly List<CategorizedBranch> _branches = [];
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _repeated = [];
    private readonly SortedSet<string> _ignoredKeys = new(StringComparer.Ordinal);

    /// <param name="key">An unknown key, or null where it is damaged, which has been reported.</param>
    public void IgnoreKey(string? key)
    {
        if (key is not null)
        {
            _ignoredKeys.Add(key);
        }
    }

    public void Add(CategorizedBranch branch, TextPosition at, string path)
    {
        if (_entries.TryAdd(branch.BranchName, new Entry(branch.AssignedTarget, at.Line)))
        {
            _branches.Add(branch);
            return;
        }

        var first = _entries[branch.BranchName];
        var name = DisplayText.Quote(branch.BranchName);
        if (first.Target == branch.AssignedTarget)
        {
            _repeated.Add(string.Create(CultureInfo.InvariantCulture, $"{name} (lines {first.Line} and {at.Line})"));
            return;
        }

        var here = string.Create(CultureInfo.InvariantCulture, $"target {DisplayText.Quote(branch.AssignedTarget)} on line {at.Line}");
        var before = string.Create(CultureInfo.InvariantCulture, $"target {DisplayText.Quote(first.Target)} on line {first.Line}");
        problems.Add(at, path, $"the branch {name} with {here}, but with {before}", "one target for each branch");
    }

    public CategorizedBranches ToCategorizedBranches()
    {
        var warnings = new List<string>();
        if (_ignoredKeys.Count > 0)
        {
            warnings.Add($"Unknown keys were ignored: {Enumerate(_ignoredKeys.Select(DisplayText.Quote), _ignoredKeys.Count)}.");
        }

        if (_repeated.Count > 0)
        {
            warnings.Add($"Branches are listed again with the same target, and their first entry counts: {Enumerate(_repeated, _repeated.Count)}.");
        }

        return new CategorizedBranches(_branches, warnings);
    }

    private static string Enumerate(IEnumerable<string> items, int count)
    {
        var listed = string.Join(", ", items.Take(Listed));
        return count <= Listed ? listed : string.Create(CultureInfo.InvariantCulture, $"{listed} and {count - Listed} more");
    }

    private sealed record Entry(string Target, int Line);
}
