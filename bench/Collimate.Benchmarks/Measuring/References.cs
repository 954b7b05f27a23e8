using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>All references of a repository: full name to object id.</summary>
internal static class References
{
    private const string Heads = "refs/heads/";

    public static async Task<SortedDictionary<string, string>> ReadAsync(string directory)
    {
        var lines = (await Toolbox.GitAsync(directory, "for-each-ref", "--format=%(refname)%09%(objectname)"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new SortedDictionary<string, string>(
            lines.Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>The tree of every branch, by its name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TreesAsync(string directory) =>
        (await Toolbox.GitAsync(directory, "for-each-ref", "--format=%(refname:lstrip=2)%09%(tree)", "refs/heads"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>The name that the visible backup of a branch gets by default.</summary>
    public static string BackupOf(string branch) => branch.StartsWith(Heads, StringComparison.Ordinal)
        ? $"{Heads}backup-{branch[Heads.Length..]}-pre-align"
        : branch;
}
