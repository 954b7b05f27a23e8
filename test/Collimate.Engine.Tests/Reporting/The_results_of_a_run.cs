using System.Text.Json;
using System.Text.Json.Nodes;
using Collimate.Engine.Planning;
using Collimate.Engine.Reporting;
using Collimate.TestKit;
using NJsonSchema;

namespace Collimate.Engine.Tests.Reporting;

public sealed class The_results_of_a_run
{
    private static readonly RunResult Run = A_run_with_every_kind_of_outcome.Result;

    private static string Text => Written.Text(stream => ResultsDocument.Write(Run, stream));

    [Fact]
    public async Task Follow_their_schema() => Assert.Empty(await ViolationsAsync(Text));

    [Theory]
    [InlineData("\"failed_integration\"", "\"failed\"")]
    [InlineData("\"changes_summary\"", "\"summary\"")]
    [InlineData("\"branch_name\"", "\"more\": null, \"branch_name\"")]
    [InlineData("2025-12-22T14:30:00Z", "2025-12-22T15:30:00+01:00")]
    [InlineData("\"error_message\": \"oh\",", "")]
    [InlineData("\"unexpected_exception\"", "")]
    [InlineData("\"circuit_breaker_triggered\": true", "\"circuit_breaker_triggered\": null")]
    public async Task Do_not_follow_their_schema_when_something_is_changed(string original, string changed)
    {
        Assert.Contains(original, Text, StringComparison.Ordinal);

        Assert.NotEmpty(await ViolationsAsync(Text.Replace(original, changed, StringComparison.Ordinal)));
    }

    [Fact]
    public void Have_the_documented_keys_in_the_documented_order()
    {
        var json = JsonNode.Parse(Text)!;
        var main = json["orchestration_results"]!["main"]!;

        Assert.Equal(["orchestration_results", "overall_summary"], Keys(json));
        Assert.Equal(["target_branch", "processed_branches", "successful", "failed", "branches"], Keys(main));
        Assert.Equal(["branch_name", "status", "integration_time_seconds", "errors_detected", "changes_summary"], Keys(main["branches"]![0]!));
        Assert.Equal(["branch_name", "status", "integration_time_seconds", "error_message", "errors_detected"], Keys(main["branches"]![4]!));
        Assert.Equal(
            ["total_branches_processed", "total_successful", "total_failed", "total_time_seconds", "circuit_breaker_triggered", "execution_timestamp"],
            Keys(json["overall_summary"]!));
    }

    [Fact]
    public void Have_the_documented_values()
    {
        var json = JsonNode.Parse(Text)!;
        var main = json["orchestration_results"]!["main"]!;

        Assert.Equal("7 4 3", $"{main["processed_branches"]} {main["successful"]} {main["failed"]}");
        Assert.Equal("12.501", main["branches"]![0]!["integration_time_seconds"]!.ToJsonString());
        Assert.Equal(
            """{"total_branches_processed":8,"total_successful":4,"total_failed":4,"total_time_seconds":20.7,"circuit_breaker_triggered":true,"execution_timestamp":"2025-12-22T14:30:00Z"}""",
            json["overall_summary"]!.ToJsonString());
    }

    [Fact]
    public void Hold_no_null_anywhere() => Assert.DoesNotContain("null", Text, StringComparison.Ordinal);

    [Fact]
    public void Leave_out_what_was_not_attempted()
    {
        var broken = JsonNode.Parse(Text)!["orchestration_results"]![Run.Groups[2].Target]!;

        Assert.Empty(broken["branches"]!.AsArray());
        Assert.Equal(0, (int)broken["processed_branches"]!);
    }

    [Fact]
    public async Task Are_written_into_the_folder_of_the_run()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("feature/auth", "own", ("own", "1\n"));
        repository.Commit("feature/security-fix", "own", ("README", "mine\n"));
        repository.Commit("main", "newer", ("README", "theirs\n"));

        // act
        var run = await new Alignment(repository).RunAsync("feature/auth", "feature/security-fix");

        // assert
        var text = await File.ReadAllTextAsync(Path.Combine(run.Folder, "results.json"), CancellationToken.None);
        Assert.Empty(await ViolationsAsync(text));
        Assert.Equal(Written.Text(stream => ResultsDocument.Write(run, stream)), text);
        var failed = JsonNode.Parse(text)!["orchestration_results"]!["main"]!["branches"]![1]!;
        Assert.Equal("Merge conflict in README (unresolvable)", (string?)failed["error_message"]);
        Assert.Equal("[\"merge_conflict_unresolvable\"]", failed["errors_detected"]!.ToJsonString());
    }

    [Fact]
    public void Know_a_word_for_every_status_and_for_no_other()
    {
        Assert.Equal(
            ["completed", "failed_integration", "failed_error_detection", "exception"], Enum.GetValues<BranchStatus>().Select(ReportWords.Of));
        Assert.Throws<System.Diagnostics.UnreachableException>(() => ReportWords.Of((BranchStatus)99));
    }

    private static IEnumerable<string> Keys(JsonNode node) => node.AsObject().Select(property => property.Key);

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> ViolationsAsync(string json)
    {
        JsonDocument.Parse(json).Dispose();
        return (await JsonSchema.FromJsonAsync(SchemaFiles.Read("results.schema.json"), CancellationToken.None)).Validate(json);
    }
}
