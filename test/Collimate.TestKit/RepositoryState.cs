using System.Security.Cryptography;
using System.Text;

namespace Collimate.TestKit;

/// <summary>Everything of a repository that a run must not touch unless it says so.</summary>
public sealed record RepositoryState(
    IReadOnlyDictionary<string, string> References, string Head, string Index, string Files, string Configuration)
{
    /// <summary>What <c>git fsck</c> finds wrong.</summary>
    public required IReadOnlyCollection<string> Complaints { get; init; }

    public static RepositoryState Of(TestRepository repository)
    {
        var git = repository.GitDirectory;
        var references = repository.Git("for-each-ref", "--format=%(refname) %(objectname) %(symref)")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        return new RepositoryState(
            references,
            File.ReadAllText(Path.Combine(git, "HEAD")),
            DigestOf(Path.Combine(git, "index")),
            DigestOfWorktree(repository.Path, git),
            DigestOf(Path.Combine(git, "config")))
        {
            Complaints = ComplaintsAbout(repository),
        };
    }

    private static string[] ComplaintsAbout(TestRepository repository)
    {
        var (_, output, error) = repository.Run(["fsck", "--no-dangling", "--no-progress"], []);
        return [.. error.Split('\n').Concat(Encoding.UTF8.GetString(output).Split('\n')).Where(IsComplaint)];
    }

    private static bool IsComplaint(string line) => line.Length > 0 && !line.StartsWith("notice:", StringComparison.Ordinal);

    private static string DigestOfWorktree(string worktree, string git) =>
        worktree == git
            ? "bare"
            : string.Join('\n', Directory.EnumerateFiles(worktree, "*", SearchOption.AllDirectories)
                .Where(file => !file.StartsWith(git + "/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(file => $"{file} {DigestOf(file)}"));

    private static string DigestOf(string file) =>
        File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : "none";
}
