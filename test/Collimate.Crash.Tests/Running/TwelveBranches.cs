using Collimate.TestKit;

namespace Collimate.Crash.Tests.Running;

/// <summary>Twelve branches on two targets: a stack, a conflict, one that is only behind, and plain ones. Half of the references are packed.</summary>
internal static class TwelveBranches
{
    private static readonly string[] OfMain = ["feature/one", "feature/two", "stack/low", "stack/high", "fix/conflict", "late/behind"];
    private static readonly string[] OfRelease = ["fix/a", "fix/b", "fix/c", "port/x", "port/y", "port/z"];

    public static IReadOnlyList<string> Names { get; } = [.. OfMain, .. OfRelease];

    public static string Input { get; } = $$"""
        { "branches": [
        {{string.Join(",\n", OfMain.Select(name => Item(name, "main")).Concat(OfRelease.Select(name => Item(name, "release"))))}}
        ] }
        """;

    public static TestRepository Create()
    {
        var repository = TestRepository.Create();
        var history = new History(repository);
        foreach (var name in OfMain.Except(["stack/high"]))
        {
            history.Start(name, "main");
        }

        history.Commit("feature/one", "one", FileChange.File("one", "1\n")).Commit("feature/one", "one again", FileChange.File("one", "1\n1\n"));
        history.Commit("feature/two", "two", FileChange.File("two", "2\n"));
        history.Commit("stack/low", "low", FileChange.File("low", "low\n"));
        history.Start("stack/high", "stack/low").Commit("stack/high", "high", FileChange.File("high", "high\n"));
        history.Commit("fix/conflict", "theirs", FileChange.File("README", "another first line\n"));
        history.Start("release", "main");
        foreach (var name in OfRelease)
        {
            history.Start(name, "release").Commit(name, $"work on {name}", FileChange.File(name, $"{name}\n"));
        }

        history.Commit("main", "ours", FileChange.File("README", "the new first line\n"));
        history.Commit("release", "a fix", FileChange.File("fixed", "yes\n"));
        history.Import();
        repository.Git("reset", "--quiet", "--hard");
        repository.Git("pack-refs", "--all");
        foreach (var name in OfRelease)
        {
            history = new History(repository);
            history.Commit(name, $"more on {name}", FileChange.File(name, $"{name}\nmore\n")).Import();
        }

        repository.Git("repack", "-a", "-d", "--quiet");
        return repository;
    }

    private static string Item(string name, string target) => $$"""  { "branch_name": "{{name}}", "assigned_target": "{{target}}", "confidence": 0.9 }""";
}
