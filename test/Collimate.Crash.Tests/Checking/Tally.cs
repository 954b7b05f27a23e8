using System.Collections.Concurrent;
using System.Globalization;

namespace Collimate.Crash.Tests.Checking;

/// <summary>Counts what was tried, by kind, and prints it when all is over.</summary>
public sealed class Tally : IDisposable
{
    // './build crash-test' shows this file: the runner keeps the output of tests that pass to itself.
    private const string FileVariable = "COLLIMATE_CRASH_TABLE";

    private readonly ConcurrentBag<(string Kind, Verdict Verdict)> _verdicts = [];
    private readonly ConcurrentBag<string> _lines = [];

    internal void Add(string kind, Verdict verdict) => _verdicts.Add((kind, verdict));

    internal void Add(string line) => _lines.Add(line);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
        {
            string[] head = ["kind                                       tried  late  half-done  locks  survived  twice  litter  broken"];
            File.WriteAllLines(file, head
                .Concat(_verdicts.GroupBy(v => v.Kind, v => v.Verdict).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Describe))
                .Concat(_verdicts.Where(v => !v.Verdict.Disturbed).Select(v => $"late: {v.Kind}: {v.Verdict.Death.Split('[')[0]}").Order(StringComparer.Ordinal))
                .Concat(_lines));
        }
    }

    private static string Describe(IGrouping<string, Verdict> kind)
    {
        int Count(Finding finding) => kind.Count(verdict => verdict.Found.HasFlag(finding));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kind.Key,-42} {kind.Count(),5} {kind.Count(v => !v.Disturbed),5} {Count(Finding.HalfDone),10} {Count(Finding.Locks),6} {Count(Finding.Survived),9} {Count(Finding.DisturbedAgain),6} {Count(Finding.TemporaryFilesStay),7} {kind.Count(v => v.Broken.Count > 0),7}");
    }
}
