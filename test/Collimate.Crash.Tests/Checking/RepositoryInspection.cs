using System.Text;
using Collimate.TestKit;

namespace Collimate.Crash.Tests.Checking;

/// <summary>What git and the file system say about a repository.</summary>
internal static class RepositoryInspection
{
    private const string Keeps = "refs/collimate/runs/";

    /// <summary>All references by their full names.</summary>
    public static IReadOnlyDictionary<string, string> References(TestRepository repository) => Lines(repository, "for-each-ref", "--format=%(refname) %(objectname)")
        .Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);

    /// <summary>Old tips that the keep refs of runs hold.</summary>
    public static IReadOnlySet<string> KeptTips(TestRepository repository) => Lines(repository, "for-each-ref", "--format=%(parent)", Keeps)
        .SelectMany(line => line.Split(' '))
        .ToHashSet(StringComparer.Ordinal);

    public static bool IsKeep(string reference) => reference.StartsWith(Keeps, StringComparison.Ordinal);

    /// <summary>Whatever git finds wrong with references and objects; nothing in a sound repository.</summary>
    public static IEnumerable<string> Complaints(TestRepository repository)
    {
        var fsck = repository.Run(["fsck", "--strict", "--no-dangling", "--no-progress"], []);
        var list = repository.Run(["for-each-ref"], []);
        return fsck.Error.Split('\n').Concat(Encoding.UTF8.GetString(fsck.Output).Split('\n')).Concat(list.Error.Split('\n'))
            .Where(line => line.Length > 0 && !line.StartsWith("notice:", StringComparison.Ordinal))
            .Select(line => $"git says: {line}");
    }

    public static IEnumerable<string> Locks(TestRepository repository) =>
        Directory.EnumerateFiles(repository.GitDirectory, "*.lock", SearchOption.AllDirectories);

    /// <summary>Where objects of runs are made, and what marks packs that they brought in.</summary>
    public static IEnumerable<string> Quarantines(TestRepository repository)
    {
        var objects = Path.Combine(repository.GitDirectory, "objects");
        return Directory.EnumerateDirectories(objects, "tmp_objdir-collimate-*").Concat(Directory.EnumerateFiles(Path.Combine(objects, "pack"), "*.keep"));
    }

    /// <summary>Temporary files that git itself leaves behind when it dies, and removes when it collects garbage.</summary>
    public static IEnumerable<string> TemporaryFiles(TestRepository repository) =>
        Directory.EnumerateFiles(Path.Combine(repository.GitDirectory, "objects"), "tmp_*", SearchOption.AllDirectories);

    private static string[] Lines(TestRepository repository, params string[] command) =>
        repository.Git(command).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
