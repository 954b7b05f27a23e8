using System.Text.Json;
using Collimate.Cli.Demo;

namespace Collimate.Cli.Tests.Demo;

public sealed class The_demo_input
{
    private readonly DemoHistory _history = new();

    [Fact]
    public void Lists_every_branch_and_one_that_does_not_exist()
    {
        using var document = JsonDocument.Parse(Write());

        var entries = document.RootElement.GetProperty("branches").EnumerateArray();
        var names = entries.Select(entry => entry.GetProperty("branch_name").GetString());

        Assert.Equal(_history.Branches.Select(branch => branch.Name).Append(DemoInput.MissingBranch), names);
        Assert.DoesNotContain(DemoInput.MissingBranch, _history.Branches.Select(branch => branch.Name));
    }

    [Fact]
    public void Reads_as_a_person_would_write_it()
    {
        const string expected = """
            {
              "branches": [
                {
                  "branch_name": "feature/wind-column",
                  "assigned_target": "main",
                  "confidence": 0.97,
                  "tags": [
                    "tag:main_branch",
                    "tag:parallel_safe"
                  ],
                  "cluster_id": 0
                },

            """;

        var text = System.Text.Encoding.UTF8.GetString(Write());

        Assert.StartsWith(expected.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.Contains("\"研究/潮汐モデル\"", text, StringComparison.Ordinal);
        Assert.EndsWith("\n}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_the_cluster_where_there_is_none()
    {
        using var document = JsonDocument.Parse(Write());

        var entry = document.RootElement.GetProperty("branches").EnumerateArray().Single(IsTheLongBranch);

        Assert.False(entry.TryGetProperty("cluster_id", out _));
    }

    [Fact]
    public void Asks_once_to_be_alone_and_last()
    {
        var alone = Assert.Single(_history.Branches, branch => branch.Tags.Contains("tag:sequential_required"));

        Assert.Equal("pipeline/weekly-digest", alone.Name);
    }

    private static bool IsTheLongBranch(JsonElement entry) => entry.GetProperty("branch_name").GetString() == "pipeline/station-by-station";

    private byte[] Write()
    {
        using var stream = new MemoryStream();
        DemoInput.Write(_history, stream);
        return stream.ToArray();
    }
}
