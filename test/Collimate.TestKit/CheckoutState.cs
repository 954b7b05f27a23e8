using System.Security.Cryptography;
using Collimate.Engine;

namespace Collimate.TestKit;

/// <summary>One worktree and all that lies in it: what a run that takes checked-out branches along must not touch.</summary>
/// <param name="Status">Of git, with everything that is not under version control.</param>
/// <param name="Others">Digests of the files that are not under version control, by path.</param>
/// <param name="Tracked">Digests of the others, by path.</param>
public sealed record CheckoutState(
    string Path, string Head, string Status, IReadOnlyDictionary<string, string> Others, IReadOnlyDictionary<string, string> Tracked)
{
    private const string Branch = "refs/heads/";

    /// <summary>Of all worktrees whose directories exist.</summary>
    public static IReadOnlyList<CheckoutState> AllOf(TestRepository repository) =>
    [
        .. repository.Git("worktree", "list", "--porcelain", "-z").Split("\0\0", StringSplitOptions.RemoveEmptyEntries)
            .Where(entry => !entry.Contains("\0bare", StringComparison.Ordinal))
            .Select(entry => entry.Split('\0')[0]["worktree ".Length..])
            .Where(Directory.Exists)
            .Select(path => Of(repository, path)),
    ];

    /// <summary>What a run did here beyond moving a branch with its files.</summary>
    public IEnumerable<string> Violations(TestRepository repository, RunResult run)
    {
        var now = Of(repository, Path);
        var moved = run.Branches.Any(branch => branch.NewTip is not null && Branch + branch.BranchName == Head);
        return new (string What, bool IsSame)[]
            {
                ("HEAD", Head == now.Head),
                ("the status", Status == now.Status),
                ("what is not under version control", Same(Others, now.Others)),
                ("a file under version control", moved || Same(Tracked, now.Tracked)),
            }
            .Where(fact => !fact.IsSame)
            .Select(fact => $"{fact.What} of the worktree {Path} changed: {now.Status}");
    }

    private static CheckoutState Of(TestRepository repository, string path) => new(
        path,
        repository.Run(["-C", path, "symbolic-ref", "--quiet", "HEAD"], []) is (0, var name, _) ? System.Text.Encoding.UTF8.GetString(name).Trim() : "detached",
        repository.Git("-C", path, "status", "--porcelain", "--ignored", "--untracked-files=all"),
        Digests(repository, path, "--others"),
        Digests(repository, path, "--cached"));

    private static Dictionary<string, string> Digests(TestRepository repository, string path, string which) =>
        repository.Git("-C", path, "ls-files", which, "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()
            .ToDictionary(file => file, file => Digest(System.IO.Path.Combine(path, file)), StringComparer.Ordinal);

    private static string Digest(string file) => File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : "none";

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.GetValueOrDefault(pair.Key) == pair.Value);
}
