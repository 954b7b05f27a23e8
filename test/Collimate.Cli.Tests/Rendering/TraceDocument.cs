using System.Text.Json;

namespace Collimate.Cli.Tests.Rendering;

/// <summary>What a viewer reads out of the file that <c>--trace</c> names.</summary>
internal sealed class TraceDocument
{
    private TraceDocument(string text)
    {
        Text = text;
        using var document = JsonDocument.Parse(text);
        var events = document.RootElement.EnumerateArray().ToArray();
        Rows = events
            .Where(e => e.GetProperty("name").GetString() == "thread_name")
            .ToDictionary(RowOf, e => e.GetProperty("args").GetProperty("name").GetString()!);
        Steps = [.. events.Where(e => e.GetProperty("ph").GetString() == "X").Select(Read)];
    }

    public string Text { get; }

    /// <summary>The titles of the rows by part and row.</summary>
    public IReadOnlyDictionary<(int Part, int Row), string> Rows { get; }

    public IReadOnlyList<TracedStep> Steps { get; }

    public static TraceDocument Read(string path) =>
        new(File.ReadAllText(path));

    public IEnumerable<TracedStep> Of(string kind) => Steps.Where(step => step.Kind == kind);

    /// <summary>Every step has a row with a title, and lies within each step of that row that it meets.</summary>
    public void ProveThatStepsNest()
    {
        foreach (var row in Steps.GroupBy(step => step.Place))
        {
            Assert.Contains(row.Key, Rows);
            var open = new Stack<TracedStep>();
            foreach (var step in row.OrderBy(step => step.Begin))
            {
                while (open.TryPeek(out var before) && before.End < step.Begin)
                {
                    open.Pop();
                }

                Assert.True(
                    !open.TryPeek(out var around) || (around.Begin < step.Begin && step.End < around.End),
                    $"'{step.Name}' overlaps another step of its row '{Rows[row.Key]}'");
                open.Push(step);
            }
        }
    }

    private static TracedStep Read(JsonElement e) => new(
        e.GetProperty("cat").GetString()!,
        e.GetProperty("name").GetString()!,
        RowOf(e),
        e.GetProperty("ts").GetDecimal(),
        e.GetProperty("ts").GetDecimal() + e.GetProperty("dur").GetDecimal(),
        e.GetProperty("args").EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.ToString(), StringComparer.Ordinal));

    private static (int Part, int Row) RowOf(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());
}

/// <param name="Begin">Microseconds since the run began.</param>
internal sealed record TracedStep(
    string Kind, string Name, (int Part, int Row) Place, decimal Begin, decimal End, IReadOnlyDictionary<string, string> Tags);
