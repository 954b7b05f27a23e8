using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Collimate.Cli.Configuration;
using Collimate.Engine;
using Collimate.TestKit;
using NJsonSchema;

namespace Collimate.Cli.Tests.Configuration;

public sealed class The_schema_of_the_configuration
{
    private static readonly string File = SchemaFiles.Read("configuration.schema.json");
    private static readonly JsonObject Properties = JsonNode.Parse(File)!["properties"]!.AsObject();

    public static TheoryData<string> Names { get; } = [.. ConfigurationKeys.All.Select(k => k.FullName)];

    [Fact]
    public void Has_the_keys_of_the_table_and_no_other()
    {
        var inSchema = Properties.SelectMany(p => p.Value!["properties"] is JsonObject keys ? keys.Select(k => $"{p.Key}.{k.Key}") : [p.Key]);

        Assert.Equal(ConfigurationKeys.All.Select(k => k.FullName), inSchema);
    }

    [Fact]
    public void Refuses_unknown_keys_everywhere()
    {
        Assert.False((bool)JsonNode.Parse(File)!["additionalProperties"]!);
        Assert.All(ConfigurationKeys.Sections, s => Assert.False((bool)Properties[s]!["additionalProperties"]!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_type_and_the_range_of_the_table(string name)
    {
        var (key, schema) = Find(name);

        Assert.NotEmpty((string)schema["description"]!);
        switch (key.Rule)
        {
            case FlagRule:
                Assert.Equal("boolean", (string)schema["type"]!);
                break;
            case WholeNumberRule rule:
                Assert.Equal(("integer", rule.Minimum, rule.Maximum), ((string)schema["type"]!, (int)schema["minimum"]!, (int)schema["maximum"]!));
                break;
            case ChoiceRule { Comparison: StringComparison.Ordinal } rule:
                Assert.Equal(rule.Values.Select(v => v.Key), Texts(schema["enum"]));
                break;
            case ChoiceRule rule:
                Assert.Equal(rule.Values.Select(v => v.Key), Texts(schema["anyOf"]![0]!["enum"]));
                Assert.All(rule.Values, v => Assert.Matches((string)schema["anyOf"]![1]!["pattern"]!, v.Key.ToLowerInvariant()));
                break;
            case BranchNameRule or PathRule:
                Assert.Equal(("string", 1), ((string)schema["type"]!, (int)schema["minLength"]!));
                break;
            case ListRule:
                Assert.Equal(("array", 1, true), ((string)schema["type"]!, (int)schema["minItems"]!, (bool)schema["uniqueItems"]!));
                break;
            default:
                throw new UnreachableException($"BUG: no expectation for {key.Rule}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_default_of_the_options(string name)
    {
        var (key, schema) = Find(name);
        if (key.Rule is PathRule)
        {
            Assert.Null(schema["default"]);
            return;
        }

        // JSON is YAML, so the default can be read as the value of the key: it must change nothing.
        var defaults = new AlignmentOptions();
        var options = Parse(key, schema["default"]!.ToJsonString());

        Assert.Equal(defaults.Targets, options.Targets);
        Assert.Equal(defaults with { Targets = options.Targets }, options);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Describes_keys_that_change_the_options(string name)
    {
        var (key, schema) = Find(name);
        var other = key.Rule switch
        {
            FlagRule => (bool)schema["default"]! ? "false" : "true",
            WholeNumberRule rule => $"{rule.Maximum}",
            ChoiceRule rule => rule.Values[^1].Key == (string)schema["default"]! ? rule.Values[0].Key : rule.Values[^1].Key,
            ListRule => "[other]",
            _ => "other",
        };

        var options = Parse(key, other);

        Assert.NotEqual(new AlignmentOptions() with { Targets = options.Targets }, options with { Targets = key.Rule is ListRule ? [] : options.Targets });
    }

    [Theory]
    [InlineData("main", true)]
    [InlineData("-main", false)]
    [InlineData("a b", false)]
    [InlineData("a\\b", false)]
    [InlineData("feature/é", true)]
    public async Task Judges_names_of_branches_as_the_parser_does(string name, bool isValid)
    {
        var schema = await JsonSchema.FromJsonAsync(File, TestContext.Current.CancellationToken);
        var document = new JsonObject { ["targets"] = new JsonArray(name) }.ToJsonString();

        Assert.Equal(isValid, schema.Validate(document).Count == 0);
        Assert.Equal(isValid, Record.Exception(() => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(document), "f")) is null);
    }

    private static AlignmentOptions Parse(ConfigurationKey key, string value)
    {
        var yaml = key.Section == ConfigurationKeys.Root ? $"{key.Name}: {value}" : $"{key.Section}: {{ {key.Name}: {value} }}";
        return ConfigurationFile.Parse(Encoding.UTF8.GetBytes(yaml), "collimate.yaml");
    }

    private static (ConfigurationKey Key, JsonNode Schema) Find(string name)
    {
        var key = ConfigurationKeys.All.Single(k => k.FullName == name);
        return (key, key.Section == ConfigurationKeys.Root ? Properties[key.Name]! : Properties[key.Section]!["properties"]![key.Name]!);
    }

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(n => (string)n!);
}
