using System.Globalization;
using System.Text;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Reporting;

/// <summary>The report for people: Markdown whose tables can be read in a terminal and pasted into a document.</summary>
internal static class MarkdownReport
{
    public static string Write(MachineDescription machine, ProgramDescription program)
    {
        var text = new StringBuilder();
        Write(text, new Table(["", ""],
        [
            ["measured on", machine.Date],
            ["machine", $"{machine.Processors} x {machine.Processor}, {machine.Memory}, {machine.System}"],
            ["git", machine.Git],
            ["measured program", program.Path],
            ["", $"{program.Version}, {program.Kind}"],
            ["benchmark", machine.Runtime],
        ]));
        return text.ToString();
    }

    public static string Write(Section section)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(section.Name).Append("\n\n");
        foreach (var fact in section.Facts)
        {
            text.Append("* ").Append(fact.Name).Append(": ").Append(Text(fact.Value)).Append('\n');
        }

        text.Append(section.Facts.Count > 0 ? "\n" : "");
        if (section.Measurements.Count > 0)
        {
            Write(text, new Table(
                ["seconds, median (least to most)", "clock", "processor time", "rounds"],
                [.. section.Measurements.Select(Row)]));
        }

        if (section.Ratios.Count > 0)
        {
            Write(text, new Table(
                ["ratio, pair by pair", "median (least to most)", "promised"],
                [.. section.Ratios.Select(Row)]));
        }

        foreach (var table in section.Tables)
        {
            Write(text, table);
        }

        foreach (var violation in section.Violations)
        {
            text.Append("violation: ").Append(violation).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"violations: {section.Violations.Count}\n").ToString();
    }

    private static IReadOnlyList<object> Row(Series series) =>
    [
        series.Way,
        Spread([.. series.Rounds.Select(cost => cost.WallSeconds)], Seconds),
        Spread([.. series.Rounds.Select(cost => cost.CpuSeconds)], Seconds),
        series.Rounds.Count,
    ];

    private static IReadOnlyList<object> Row(Ratio ratio)
    {
        var limit = ratio switch
        {
            { AtMost: { } most } => string.Create(CultureInfo.InvariantCulture, $"at most {most}: {Verdict(ratio)}"),
            { AtLeast: { } least } => string.Create(CultureInfo.InvariantCulture, $"at least {least}: {Verdict(ratio)}"),
            _ => "",
        };
        return [ratio.Name, Spread(ratio.Pairs, Number), limit];
    }

    private static string Verdict(Ratio ratio) => ratio.Holds ? "holds" : "BROKEN";

    private static string Spread(IReadOnlyList<double> values, Func<double, string> write) =>
        values.Count == 1 ? write(values[0]) : $"{write(Median.Of(values))} ({write(values.Min())} to {write(values.Max())})";

    private static string Seconds(double value) => value.ToString(value < 1 ? "0.000" : value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Text(object value) => value switch
    {
        double number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void Write(StringBuilder text, Table table)
    {
        var cells = table.Rows.Select(row => row.Select(Text).ToArray()).Prepend([.. table.Columns]).ToArray();
        var widths = Enumerable.Range(0, table.Columns.Count).Select(column => cells.Max(row => row[column].Length)).ToArray();
        for (var row = 0; row < cells.Length; row++)
        {
            text.Append("| ").AppendJoin(" | ", cells[row].Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append(" |\n");
            if (row == 0)
            {
                text.Append("| ").AppendJoin(" | ", widths.Select((width, column) => column == 0 ? new string('-', Math.Max(3, width)) : new string('-', Math.Max(2, width - 1)) + ":")).Append(" |\n");
            }
        }

        text.Append('\n');
    }
}
