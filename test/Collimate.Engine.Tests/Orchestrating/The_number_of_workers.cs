using System.Text.RegularExpressions;
using Collimate.Engine.Categorizing;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;
using static Collimate.TestKit.FileChange;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed partial class The_number_of_workers
{
    private const int Rounds = 20;

    [Fact]
    public async Task Changes_neither_the_results_nor_the_new_commits()
    {
        // arrange
        using var original = TestRepository.Create();
        var branches = Make(original);
        var expected = await RunAsync(original, 1, branches);

        for (var round = 0; round < Rounds; round++)
        {
            // act
            var actual = await RunAsync(original, 8, branches);

            // assert
            Assert.Equal(expected, actual);
        }
    }

    private static CategorizedBranch[] Make(TestRepository repository)
    {
        var history = new History(repository).Start("scientific", "main").Start("doomed", "main").Commit("main", "lines", File("file", "1\n2\n3\n4\n5\n"));
        foreach (var i in Enumerable.Range(1, 6))
        {
            history.Start($"behind-{i}", "main");
            history.Commit($"clean-{i}", "one", File($"clean-{i}", "1\n")).Commit($"clean-{i}", "two", File("file", $"1\n2\n3\n4\n5\n{i}\n"));
            history.Commit($"conflict-{i}", "one", File("file", $"{i}\n2\n3\n4\n5\n"));
            history.Commit($"side-{i}", "side", File($"side-{i}", "1\n")).Commit($"merged-{i}", "own", File("own", "1\n"));
            history.Merge($"merged-{i}", $"side-{i}", File($"side-{i}", "1\n"));
            history.Start($"stacked-{i}", $"clean-{i}").Commit($"stacked-{i}", "three", File("stacked", "1\n"));
            history.Commit($"doomed-{i}", "one", File("README", $"{i}\n"));
            history.Commit($"science-{i}", "one", File("science", $"{i}\n"));
        }

        history.Commit("main", "newer", File("file", "first\n2\n3\n4\n5\n")).Commit("scientific", "newer", File("newer", "1\n"));
        history.Commit("doomed", "newer", File("README", "theirs\n")).Import();
        return
        [
            .. Enumerable.Range(1, 6).SelectMany(i => new[]
            {
                Branch($"behind-{i}"), Branch($"clean-{i}", confidence: i / 10.0), Branch($"conflict-{i}"), Branch($"merged-{i}"),
                Branch($"stacked-{i}"), Branch($"doomed-{i}", "doomed"), Branch($"science-{i}", "scientific"), Branch($"absent-{i}"),
            }),
        ];
    }

    private static async Task<string> RunAsync(TestRepository original, int workers, CategorizedBranch[] branches)
    {
        using var repository = original.Copy();
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { MaxWorkersPerTarget = workers } };
        var run = await new Alignment(repository) { Options = options }.RunAsync(branches, CancellationToken.None);
        var results = await System.IO.File.ReadAllTextAsync(Path.Combine(run.Folder, "results.json"), CancellationToken.None);
        return Varying().Replace(results, "$1: -") + repository.Git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads");
    }

    [GeneratedRegex("(\"(?:integration_time_seconds|total_time_seconds|execution_timestamp)\"): [^,\n]+|[^\"]*/collimate/runs/[^/]+")]
    private static partial Regex Varying();
}
