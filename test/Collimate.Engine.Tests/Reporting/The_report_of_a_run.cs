using System.Text.Json.Nodes;
using Collimate.Engine.Reporting;
using Collimate.TestKit;
using NJsonSchema;

namespace Collimate.Engine.Tests.Reporting;

public sealed class The_report_of_a_run
{
    private static readonly RunResult Run = A_run_with_every_kind_of_outcome.Result;

    private static string Text => Written.Text(stream => ReportDocument.Write(Run, "collimate 1.0", stream));

    [Fact]
    public async Task Follows_its_schema() => Assert.Empty(await ViolationsAsync(Text));

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"tool\"", "\"tools\"")]
    [InlineData("\"renamed_by_both\"", "\"renamed\"")]
    [InlineData("\"critical\"", "\"Critical\"")]
    [InlineData("\"findings\"", "\"more\": 1, \"findings\"")]
    public async Task Does_not_follow_its_schema_when_something_is_changed(string original, string changed)
    {
        Assert.Contains(original, Text, StringComparison.Ordinal);

        Assert.NotEmpty(await ViolationsAsync(Text.Replace(original, changed, StringComparison.Ordinal)));
    }

    [Fact]
    public void Tells_tips_backups_and_commits_of_a_branch_that_moved()
    {
        var branch = JsonNode.Parse(Text)!["groups"]![0]!["branches"]![0]!;

        Assert.Equal(new string('1', 40), (string?)branch["old_tip"]);
        Assert.Equal(new string('2', 40), (string?)branch["new_tip"]);
        Assert.Equal("backup-rebased-pre-align", (string?)branch["visible_backup"]);
        Assert.Equal(A_run_with_every_kind_of_outcome.Hostile, (string?)branch["replayed"]![0]!["subject"]);
        Assert.Equal(2, (int)branch["signatures_dropped"]!);
        Assert.Equal("""{"integration":12.499,"detection":0.001,"documentation":0.001}""", branch["seconds"]!.ToJsonString());
    }

    [Fact]
    public void Tells_the_action_of_every_branch()
    {
        var branches = JsonNode.Parse(Text)!["groups"]!.AsArray().SelectMany(group => group!["branches"]!.AsArray());

        Assert.Equal(
            ["rebase", "merge", "fast_forward", "already_aligned", "merge", "merge", "merge", "refuse"], branches.Select(branch => (string)branch!["action"]!));
    }

    [Fact]
    public void Tells_what_was_not_attempted_and_why()
    {
        var group = JsonNode.Parse(Text)!["groups"]![2]!;

        Assert.Equal("5 of 5 branches failed", (string?)group["circuit_breaker_opened"]);
        Assert.Equal(["untried", A_run_with_every_kind_of_outcome.Hostile], group["not_attempted"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task Is_written_into_the_folder_of_the_run()
    {
        // arrange: also a path that is not UTF-8
        using var repository = TestRepository.Create();
        repository.Commit("clean", "own", ("own", "1\n"));
        repository.Commit("conflicting", "own", ("\"caf\\351 \\033[31m\"", "mine\n"));
        repository.Commit("main", "newer", ("\"caf\\351 \\033[31m\"", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("clean", "conflicting", "absent");

        // assert
        var text = await File.ReadAllTextAsync(Path.Combine(run.Folder, "report.json"), CancellationToken.None);
        Assert.Empty(await ViolationsAsync(text));
        var conflicting = JsonNode.Parse(text)!["groups"]![0]!["branches"]![2]!;
        Assert.Equal("café \u001b[31m", (string?)conflicting["conflict"]!["paths"]![0]!["path"]);
        Assert.Equal(@"Merge conflict in café \x1B[31m (unresolvable)", (string?)conflicting["message"]);
    }

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> ViolationsAsync(string json) =>
        (await JsonSchema.FromJsonAsync(SchemaFiles.Read("report.schema.json"), CancellationToken.None)).Validate(json);
}
