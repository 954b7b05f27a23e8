using System.Reflection;
using Collimate.Git;

namespace Collimate.Cli.Tests.Documents;

public sealed class The_timeline_document
{
    [Fact]
    public void Describes_every_step_and_no_other()
    {
        var steps = typeof(Timeline).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.Name != nameof(Timeline.SourceName))
            .Select(field => (string)field.GetRawConstantValue()!);

        var document = DocumentFiles.Read("docs/timeline.md");
        var described = document[document.IndexOf("## The steps", StringComparison.Ordinal)..]
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim())
            .Skip(1); // The heading of the table.

        Assert.Equal(steps, described);
    }
}
