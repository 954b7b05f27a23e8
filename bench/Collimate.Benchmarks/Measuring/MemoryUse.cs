using Collimate.Benchmarks.Checking;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>How much memory whole runs take when 200 MiB are allowed, and whether they still complete.</summary>
internal sealed class MemoryUse(BenchmarkOptions options, Places places)
{
    private const double BytesPerMebibyte = 1 << 20;

    private readonly List<IReadOnlyList<object>> _rows = [];
    private readonly List<Ratio> _peaks = [];
    private readonly List<string> _violations = [];

    public async Task MeasureAsync(string name, PreparedRepository prepared)
    {
        options.Say($"{name}: aligning {prepared.Branches.Count} branches, watched");
        var configuration = $"{places.Next("limited")}.yml";
        await File.WriteAllTextAsync(configuration, FormattableString.Invariant($"orchestration:\n  max_memory_mb: {Promises.Mebibytes}\n"));
        var peaks = new List<double>();
        for (var round = 0; round < (options.Rounds ?? 1); round++)
        {
            var (copy, peak) = await new WholeAlignment(options.Program).AlignWatchedAsync(prepared, places.Next("watched"), configuration);
            var statuses = (await AlignmentResults.ReadAsync(copy.Results)).Values.ToArray();
            var aligned = statuses.Count(status => status == AlignmentResults.Completed);
            peaks.Add(peak.ProportionalBytes / BytesPerMebibyte); // The pages of a pack that four processes map are there once.
            _rows.Add(
            [
                name, prepared.Branches.Count, aligned, copy.Cost.WallSeconds,
                peak.ResidentBytes / BytesPerMebibyte, peak.ProportionalBytes / BytesPerMebibyte, peak.FileBytes / BytesPerMebibyte, peak.Samples,
            ]);
            if (statuses.Length != prepared.Branches.Count || (prepared.ExpectedAligned ?? aligned) != aligned)
            {
                _violations.Add(FormattableString.Invariant(
                    $"{name}: {statuses.Length} results and {aligned} aligned, expected {prepared.Branches.Count} and {prepared.ExpectedAligned ?? aligned}"));
            }
        }

        _peaks.Add(new Ratio($"{name}: peak, MiB", peaks) { AtMost = Promises.Mebibytes });
    }

    public Section Section() => new("memory")
    {
        Facts =
        [
            new("allowed, MiB (max_memory_mb)", Promises.Mebibytes),
            new("counted", "the process, all its descendants, and the growth of files in memory; every 10 ms"),
        ],
        Ratios = _peaks,
        Tables =
        [
            new(["MiB at the peak", "branches", "aligned", "seconds, watched", "sum of RSS", "sum of PSS", "of it files", "samples"], _rows),
        ],
        Violations = _violations,
    };
}
