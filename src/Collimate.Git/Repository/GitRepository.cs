using System.Globalization;
using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Repository;

/// <summary>One repository, found by git itself and pinned by its absolute paths from then on.</summary>
/// <param name="Context">For commands that read the repository or move its references; nothing is checked out there.</param>
/// <param name="CommonDirectory">The git directory that all worktrees share.</param>
internal sealed record GitRepository(GitContext Context, string CommonDirectory, ObjectFormat Format, Completeness Completeness)
{
    // Everything else that could make two merges of the same commits differ is pinned.
    private const string MergeSettings = "merge[.](renames|renamelimit|directoryrenames)|diff[.](renames|renamelimit|algorithm)";

    private const string IgnoresCaseSetting = "core.ignorecase";

    // Whoever does not know it keeps references in files (git's Documentation/technical/repository-version.txt).
    private const string ReferenceStorageSetting = "extensions.refstorage";

    // A remote that promises objects makes a clone a partial one (git's Documentation/technical/partial-clone.txt).
    private const string PromisorSetting = ".promisor";

    /// <summary>Whether its file system takes names that differ only in case for one, as git found when it was made.</summary>
    public bool IgnoresCase { get; private init; }

    /// <summary>How its references are stored; <c>files</c> is the only way that is understood here.</summary>
    public string ReferenceStorage { get; private init; } = "files";

    public string ObjectDirectory => Path.Combine(CommonDirectory, "objects");

    /// <summary>
    /// Discovers without <c>GIT_DIR</c>, because a repository that is named explicitly escapes git's check of its owner.
    /// </summary>
    /// <exception cref="GitFailedException">Git refuses the directory: no repository, a foreign owner, an unknown extension.</exception>
    public static async Task<GitRepository> DiscoverAsync(GitInstallation git, string directory, CancellationToken cancellationToken)
    {
        var repository = await LocateAsync(git, directory, cancellationToken);
        var settings = await ReadSettingsAsync(repository.Context, cancellationToken);
        return repository with
        {
            Context = repository.Context with { MergeSettings = [.. settings.Where(setting => !IsAboutTheClone(setting.Key))] },
            IgnoresCase = settings.LastOrDefault(setting => setting.Key == IgnoresCaseSetting).Value is { } value && IsTrue(value),
            ReferenceStorage = settings.LastOrDefault(setting => setting.Key == ReferenceStorageSetting).Value ?? repository.ReferenceStorage,
            Completeness = settings.Any(setting => setting.Key.EndsWith(PromisorSetting, StringComparison.Ordinal) && IsTrue(setting.Value))
                ? repository.Completeness | Completeness.Partial
                : repository.Completeness,
        };
    }

    /// <summary>As <see cref="DiscoverAsync"/>, but nothing can be merged with it yet: one process instead of two.</summary>
    /// <exception cref="GitFailedException">As there.</exception>
    public static async Task<GitRepository> LocateAsync(GitInstallation git, string directory, CancellationToken cancellationToken)
    {
        var outside = new GitContext { Git = git, WorkingDirectory = directory };
        var answer = await GitProcess.ReadAsync(
            outside,
            ["rev-parse", "--path-format=absolute", "--git-common-dir", "--show-object-format", "--is-shallow-repository"],
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);

        if (Encoding.UTF8.GetString(answer).Split('\n') is not [var common, var format, var shallow, ""])
        {
            throw new GitFailedException("rev-parse", 0, "the path of the repository contains a line break");
        }

        return new GitRepository(
            new GitContext { Git = git, GitDirectory = common, WorkingDirectory = common },
            common,
            format == "sha256" ? ObjectFormat.Sha256 : ObjectFormat.Sha1,
            shallow == "true" ? Completeness.Shallow : Completeness.Complete);
    }

    /// <summary>Reads "key LF value NUL" records; a key without a value means true (git-config(1)).</summary>
    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> ReadSettingsAsync(GitContext context, CancellationToken cancellationToken)
    {
        // The names are patterns as well; a dot of theirs that would match anything else is none.
        var wanted = $"^({MergeSettings}|{IgnoresCaseSetting}|{ReferenceStorageSetting}|remote[.].*{PromisorSetting})$";
        var answer = await GitProcess.RunAsync(context, ["config", "-z", "--get-regexp", wanted], ReadOnlyMemory<byte>.Empty, cancellationToken);
        return answer.ExitCode switch
        {
            0 => [.. Encoding.UTF8.GetString(answer.Output).TrimEnd('\0').Split('\0').Select(Setting)],
            1 => [], // There is none.
            _ => throw new GitFailedException("config", answer.ExitCode, answer.Error),
        };

        static KeyValuePair<string, string> Setting(string record) =>
            record.Split('\n', 2) is [var key, var value] ? KeyValuePair.Create(key, value) : KeyValuePair.Create(record, "true");
    }

    private static bool IsAboutTheClone(string key) => key is IgnoresCaseSetting or ReferenceStorageSetting || key.EndsWith(PromisorSetting, StringComparison.Ordinal);

    // As git reads a boolean (git-config(1)).
    private static bool IsTrue(string value) =>
        value.ToUpperInvariant() is "TRUE" or "YES" or "ON" || (long.TryParse(value, CultureInfo.InvariantCulture, out var number) && number != 0);

    /// <summary>Who commits, as git would say it: configuration and <c>GIT_COMMITTER_*</c> of the caller.</summary>
    /// <exception cref="GitFailedException">Git does not know who that is.</exception>
    public async Task<Signature> ReadCommitterAsync(CancellationToken cancellationToken)
    {
        var answer = await GitProcess.ReadAsync(
            Context with { PassesIdentity = true },
            ["var", "GIT_COMMITTER_IDENT"],
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        return Signature.Parse(answer.AsSpan().TrimEnd((byte)'\n'));
    }
}

/// <summary>What a clone has left out.</summary>
[Flags]
internal enum Completeness
{
    Complete = 0,

    /// <summary>Older history.</summary>
    Shallow = 1,

    /// <summary>Objects that a remote promises to hand over when they are needed.</summary>
    Partial = 2,
}
