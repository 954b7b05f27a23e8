using Collimate.TestKit;

namespace Collimate.Cli.Tests.Commands;

/// <summary>A repository with a branch of each kind that a command line should show, and the input that lists them.</summary>
internal static class Fleet
{
    public const string Input = """
        {
          "branches": [
            { "branch_name": "feature/clean", "assigned_target": "main", "confidence": 0.9 },
            { "branch_name": "feature/behind", "assigned_target": "main", "confidence": 0.8 },
            { "branch_name": "feature/done", "assigned_target": "main", "confidence": 0.7 },
            { "branch_name": "fix/conflicting", "assigned_target": "main", "confidence": 0.6 },
            { "branch_name": "fix/missing", "assigned_target": "main", "confidence": 0.5 },
            { "branch_name": "feature/last", "assigned_target": "main", "tags": ["tag:sequential_required"] },
            { "branch_name": "research", "assigned_target": "scientific" }
          ]
        }
        """;

    public const string OnlyClean = """{ "branches": [{ "branch_name": "feature/clean", "assigned_target": "main" }] }""";

    public static TestRepository Create()
    {
        var repository = TestRepository.Create();
        repository.Branch("feature/behind", "main");
        repository.Branch("scientific", "main");
        repository.Commit("feature/clean", "add a file", ("clean.txt", "mine\n"));
        repository.Commit("feature/last", "add the last file", ("last.txt", "one\n"));
        repository.Commit("feature/last", "change the last file", ("last.txt", "two\n"));
        repository.Commit("fix/conflicting", "change the first line", ("README", "mine\n"));
        repository.Commit("research", "add a script", ("fit.py", "print(1)\n"));
        repository.Commit("scientific", "add data", ("data.csv", "1\n"));
        repository.Commit("main", "change the first line too", ("README", "theirs\n"));
        repository.Branch("feature/done", "main");
        repository.Commit("feature/done", "stand on the newest main", ("done.txt", "done\n"));
        return repository;
    }

    /// <summary>Branches <c>topic/1</c> to <c>topic/n</c>, each of which conflicts.</summary>
    /// <returns>The input that lists them.</returns>
    public static string AddConflicts(TestRepository repository, int count)
    {
        var names = Enumerable.Range(1, count).Select(number => $"topic/{number}").ToArray();
        foreach (var name in names)
        {
            repository.Branch(name, "fix/conflicting");
        }

        return InputFor([.. names]);
    }

    public static string InputFor(params string[] branches) =>
        $$"""{ "branches": [{{string.Join(", ", branches.Select(b => $$"""{ "branch_name": "{{b}}", "assigned_target": "main" }"""))}}] }""";
}
