using System.Text;
using System.Text.Json.Nodes;
using Collimate.Cli.Configuration;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Documents;

public sealed class The_configuration_document
{
    private const string Document = "docs/configuration.md";
    private const string Begin = "<!-- keys -->\n";
    private const string End = "<!-- end of keys -->";

    [Fact]
    public void Describes_every_key_of_the_table_and_no_other()
    {
        var document = DocumentFiles.Read(Document);
        var expected = Tables();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            document = Before(document) + expected + After(document);
            File.WriteAllText(DocumentFiles.PathOf(Document), document);
        }

        Assert.Equal(Before(document) + expected + After(document), document);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData(Document)]
    public void Shows_only_configurations_that_are_accepted(string file)
    {
        var samples = DocumentFiles.BlocksOf(file, "yaml");

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.NotNull(ConfigurationFile.Parse(Encoding.UTF8.GetBytes(sample), file)));
    }

    private static string Before(string document) => document[..(document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)];

    private static string After(string document) => document[document.IndexOf(End, StringComparison.Ordinal)..];

    private static string Tables()
    {
        var properties = JsonNode.Parse(SchemaFiles.Read("configuration.schema.json"))!["properties"]!.AsObject();
        var text = new StringBuilder();
        foreach (var section in ConfigurationKeys.All.GroupBy(key => key.Section))
        {
            var isRoot = section.Key == ConfigurationKeys.Root;
            text.Append(isRoot ? "\n### At the top\n" : $"\n### {section.Key}\n\n{properties[section.Key]!["description"]}\n");
            text.Append("\n| key | default | values | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var key in section)
            {
                AppendRow(text, key, isRoot ? properties[key.Name]! : properties[section.Key]!["properties"]![key.Name]!);
            }
        }

        return text.Append('\n').ToString();
    }

    private static void AppendRow(StringBuilder text, ConfigurationKey key, JsonNode schema)
    {
        var standard = schema["default"] is { } value ? $"`{value.ToJsonString().Replace(",", ", ", StringComparison.Ordinal)}`" : "none";
        var meaning = ((string)schema["description"]!).Replace("<", "\\<", StringComparison.Ordinal);
        text.Append("| `").Append(key.FullName).Append("` | ").Append(standard)
            .Append(" | ").Append(key.Rule.Expected).Append(" | ").Append(meaning).Append(" |\n");
    }
}
