using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Git.References;

namespace Collimate.Engine.Planning;

/// <summary>What to say about a name that no branch has. Not for several threads.</summary>
internal sealed class AbsentBranch(ReferenceSnapshot references, BackupNaming backups)
{
    // The nearest of many names takes a while to find, and who has so many names wrong needs another kind of help.
    private const int MostSuggestions = 20;

    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);
    private readonly Lazy<(string Compared, string Shown)[]> _names = new(
        () =>
        [
            .. references.All
                .Where(reference => reference.Name.IsBranch && !backups.IsBackup(reference.Name.ShortName))
                .Select(reference => reference.Name.ShortName)
                .Order(StringComparer.Ordinal)
                .Select(name => (name[..Math.Min(name.Length, NearestName.Compared)].ToLowerInvariant(), name)),
        ]);

    /// <summary>The facts in one line, with the branch that was probably meant; escaped.</summary>
    /// <param name="kind">What the name should have been, as the beginning of a sentence.</param>
    public string Describe(string kind, string name)
    {
        if (!_said.TryGetValue(name, out var suggestion))
        {
            suggestion = (WithoutPrefix(name) ?? Nearest(name)) is { } meant ? $"; did you mean {DisplayText.Quote(meant)}?" : "";
            _said.Add(name, suggestion);
        }

        return $"{kind} '{DisplayText.Escape(name)}' does not exist{suggestion}";
    }

    /// <summary>The branch of <c>refs/heads/x</c>, <c>heads/x</c> or <c>origin/x</c>.</summary>
    private string? WithoutPrefix(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            if (references.FindBranch(name[(slash + 1)..]) is { } meant)
            {
                return meant.Name.ShortName;
            }
        }

        return null;
    }

    private string? Nearest(string name)
    {
        if (_said.Count >= MostSuggestions)
        {
            return null;
        }

        // As many edits as the lengths differ are needed in any case.
        var length = Math.Min(name.Length, NearestName.Compared);
        var near = _names.Value.Where(candidate => NearestName.IsSlip(candidate.Compared, Math.Abs(candidate.Compared.Length - length))).ToArray();
        return near.Length > 0 && NearestName.Find(name, near) is { IsLikely: true } found ? found.Name : null;
    }
}
