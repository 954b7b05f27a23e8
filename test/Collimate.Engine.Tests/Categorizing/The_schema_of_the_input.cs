using System.Text;
using System.Text.Json.Nodes;
using Collimate.Engine.Categorizing;
using Collimate.TestKit;
using NJsonSchema;

namespace Collimate.Engine.Tests.Categorizing;

public sealed class The_schema_of_the_input
{
    // What a schema cannot say: these need the whole file or the rules of git.
    private static readonly string[] BeyondSchema = ["duplicate", "two targets", "name that git refuses", "lone surrogate", "infinite confidence"];

    private static readonly string File = SchemaFiles.Read("categorized_branches.schema.json");

    public static TheoryData<string> Names { get; } =
    [
        .. MalformedFiles.Inputs
            .Where(f => !BeyondSchema.Any(b => f.Name.StartsWith(b, StringComparison.Ordinal)) && IsJson(f))
            .Select(f => f.Name),
    ];

    [Fact]
    public void Describes_each_key_that_the_parser_knows_and_no_other()
    {
        var properties = JsonNode.Parse(File)!["definitions"]!["branch"]!["properties"]!.AsObject();

        Assert.Equal(CategorizedBranchItem.KnownKeys.Order(), properties.Select(p => p.Key).Order());
        Assert.All(properties, p => Assert.NotEmpty((string)p.Value!["description"]!));
    }

    [Theory]
    [InlineData("""{"branches":[{"branch_name":"feature/auth","assigned_target":"main","confidence":0.87,"tags":["t"],"cluster_id":0,"new":1}]}""")]
    [InlineData("""[{"branch":"b","target":"main","cluster_id":"c","reasoning":"r"}]""")]
    [InlineData("[]")]
    public async Task Accepts_what_the_parser_accepts(string json)
    {
        Assert.NotNull(CategorizedBranchesFile.Parse(Encoding.UTF8.GetBytes(json), "f"));
        Assert.Empty(await ViolationsAsync(json));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refuses_what_the_parser_refuses(string name)
    {
        var file = MalformedFiles.Inputs.Single(f => f.Name == name);

        Assert.NotEmpty(await ViolationsAsync(Encoding.UTF8.GetString(file.Content.Span)));
    }

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> ViolationsAsync(string json)
    {
        var schema = await JsonSchema.FromJsonAsync(File, TestContext.Current.CancellationToken);
        return schema.Validate(json);
    }

    private static bool IsJson(MalformedFile file)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(file.Content);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
