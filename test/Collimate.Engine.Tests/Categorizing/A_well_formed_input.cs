using System.Text;
using Collimate.Engine.Categorizing;

namespace Collimate.Engine.Tests.Categorizing;

public sealed class A_well_formed_input
{
    [Fact]
    public void Gives_its_branches_in_the_order_of_the_file()
    {
        var parsed = Parse("""
            {
              "branches": [
                { "branch_name": "feature/auth", "assigned_target": "main", "confidence": 0.87,
                  "tags": ["tag:main_branch", "tag:parallel_safe"], "cluster_id": 0 },
                { "branch_name": "feature/research", "assigned_target": "scientific", "confidence": 0.72,
                  "tags": ["tag:scientific_branch"], "cluster_id": "1" }
              ]
            }
            """);

        Assert.Equal(["feature/auth main 0.87 0", "feature/research scientific 0.72 1"], parsed.Branches.Select(Describe));
        Assert.Equal(["tag:main_branch", "tag:parallel_safe"], parsed.Branches[0].Tags);
        Assert.Empty(parsed.Warnings);
    }

    [Fact]
    public void May_be_a_bare_list_with_the_short_names()
    {
        var parsed = Parse("""[{ "branch": "b", "target": "main", "cluster_id": "c7", "reasoning": "looks\nlike it" }]""");

        Assert.Equal(["b main  c7"], parsed.Branches.Select(Describe));
        Assert.Empty(parsed.Warnings);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"branches": []}""")]
    [InlineData(" \r\n\t[ ]\n")]
    public void May_be_empty(string json)
    {
        var parsed = Parse(json);

        Assert.Empty(parsed.Branches);
        Assert.Empty(parsed.Warnings);
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("1", 1.0)]
    [InlineData("5e-1", 0.5)]
    public void May_be_sure_to_any_degree_from_0_to_1(string confidence, double expected)
    {
        var parsed = Parse($$"""[{"branch":"b","target":"m","confidence":{{confidence}}}]""");

        Assert.Equal(expected, parsed.Branches[0].Confidence);
    }

    [Fact]
    public void Needs_no_more_than_a_name_and_a_target()
    {
        var branch = Assert.Single(Parse("""[{"target":"m","branch_name":"é/\ud83d\ude00"}]""").Branches);

        Assert.Equal(new CategorizedBranch("é/😀", "m") { Tags = branch.Tags }, branch);
        Assert.Empty(branch.Tags);
    }

    [Fact]
    public void Warns_once_about_all_unknown_keys()
    {
        var parsed = Parse("""
            {"version": 2, "branches": [
              {"branch":"a","target":"m","score":1,"merge_base":{"deep":[1,{"er":2}]}},
              {"branch":"b","target":"m","score":2,"\u001b[31m":null}]}
            """);

        Assert.Equal(["""Unknown keys were ignored: '\x1B[31m', 'merge_base', 'score', 'version'."""], parsed.Warnings);
        Assert.Equal(2, parsed.Branches.Count);
    }

    [Fact]
    public void Warns_of_many_unknown_keys_without_listing_all()
    {
        var keys = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"key{i:00}\":0"));

        var warning = Assert.Single(Parse($$"""{"branches":[],{{keys}}}""").Warnings);

        Assert.EndsWith("'key49' and 10 more.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_a_branch_once_that_it_lists_again_with_the_same_target()
    {
        var parsed = Parse("""
            [{"branch":"a","target":"m","confidence":0.5},
             {"branch":"b","target":"m"},
             {"branch":"a","target":"m","confidence":0.9}]
            """);

        Assert.Equal(["a m 0.5 ", "b m  "], parsed.Branches.Select(Describe));
        Assert.Equal(["Branches are listed again with the same target, and their first entry counts: 'a' (lines 1 and 3)."], parsed.Warnings);
    }

    [Fact]
    public void May_have_ten_thousand_branches()
    {
        var items = string.Join(",\n", Enumerable.Range(0, 10_000).Select(i => $$"""{"branch":"b{{i}}","target":"m"}"""));

        Assert.Equal(10_000, Parse($"[{items}]").Branches.Count);
    }

    private static CategorizedBranches Parse(string json) => CategorizedBranchesFile.Parse(Encoding.UTF8.GetBytes(json), "branches.json");

    private static string Describe(CategorizedBranch b) => FormattableString.Invariant($"{b.BranchName} {b.AssignedTarget} {b.Confidence} {b.ClusterId}");
}
