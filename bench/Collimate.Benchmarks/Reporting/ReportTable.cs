using System.Globalization;
using System.Text;

namespace Collimate.Benchmarks.Reporting;

/// <summary>The report for people: plain lines in columns.</summary>
internal static class ReportTable
{
    private const double BytesPerMebibyte = 1 << 20;

    public static string Write(ComparisonReport report)
    {
        var text = new StringBuilder();
        Line(text, $"{report.Name}: {report.Branches} branches, {report.Merges} merges by git, at most {report.PeakBytes / BytesPerMebibyte:0} MiB");
        foreach (var (outcome, count) in report.Outcomes.OrderByDescending(outcome => outcome.Value))
        {
            Line(text, $"  {count,6} {outcome}");
        }

        Line(text, $"  a new file takes {string.Join(", ", report.MicrosecondsPerNewFile.Select(time => time.ToString("0", CultureInfo.InvariantCulture)))} microseconds here");
        Line(text, $"  {"median of the rounds, in seconds",-52} {"clock",10} {"processor",10}");
        foreach (var series in report.Measurements)
        {
            Line(text, $"  {series.Way,-52} {series.WallSeconds,10:0.00} {series.CpuSeconds,10:0.00}");
        }

        Write(text, report.Ratios);
        foreach (var (kind, count) in report.Agreement)
        {
            Line(text, $"  {count,6} {kind}");
        }

        foreach (var violation in report.Violations)
        {
            Line(text, $"violation: {violation}");
        }

        Line(text, $"  violations {report.Violations.Count}");
        return text.ToString();
    }

    public static string Write(IReadOnlyList<Ratio> growth)
    {
        var text = new StringBuilder();
        Write(text, growth);
        return text.ToString();
    }

    private static void Write(StringBuilder text, IReadOnlyList<Ratio> ratios)
    {
        if (ratios.Count == 0)
        {
            return;
        }

        Line(text, $"  {"ratios, pair by pair",-72} {"median",7}  pairs");
        foreach (var ratio in ratios)
        {
            var pairs = string.Join(' ', ratio.Pairs.Select(pair => pair.ToString("0.00", CultureInfo.InvariantCulture)));
            var promise = ratio.AtMost is { } limit ? string.Create(CultureInfo.InvariantCulture, $"  ({(ratio.Holds ? "holds" : "BROKEN")}: at most {limit})") : "";
            Line(text, $"  {ratio.Name,-72} {ratio.Value,7:0.00}  {pairs}{promise}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
}
