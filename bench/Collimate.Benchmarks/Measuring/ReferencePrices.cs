using System.Globalization;
using System.Text;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>What a reference costs on this disk: loose with and without fsync, packed, and in a reftable where git has it.</summary>
internal sealed class ReferencePrices(BenchmarkOptions options, Places places)
{
    public const int UsualCount = 2_000;

    private const double MicrosecondsPerSecond = 1e6;

    private readonly Costs _costs = new();

    public async Task<Section> MeasureAsync(int count)
    {
        var formats = await FormatsAsync();
        for (var round = 0; round < (options.Rounds ?? 3); round++)
        {
            options.Say(FormattableString.Invariant($"references: round {round + 1}"));
            foreach (var format in formats)
            {
                foreach (var fsync in new[] { "committed", "none" })
                {
                    await MeasureAsync(format, fsync, Transactions.OneEach, count);
                    await MeasureAsync(format, fsync, Transactions.OneForAll, count);
                }
            }
        }

        return new Section("references")
        {
            Facts =
            [
                new("references", count),
                new("fsync", "core.fsync=committed, which includes references, as in the product"),
                new("reftable", formats.Length > 1 ? "measured" : "this git does not have it; name a newer one with --git DIR"),
            ],
            Tables = [new(["microseconds for each reference, median (least to most)", "clock", "processor time"], [.. _costs.ToSeries().Select(series => Row(series, count))])],
        };
    }

    private static IReadOnlyList<object> Row(Series series, int count)
    {
        return [series.Way, Spread(cost => cost.WallSeconds), Spread(cost => cost.CpuSeconds)];

        string Spread(Func<Cost, double> part)
        {
            var values = series.Rounds.Select(cost => part(cost) / count * MicrosecondsPerSecond).ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"{Median.Of(values):0} ({values.Min():0} to {values.Max():0})");
        }
    }

    private async Task<string[]> FormatsAsync()
    {
        var probe = await ChildProcess.RunAsync(Toolbox.Program("git", ["init", "--quiet", "--template=", "--ref-format=reftable", places.Next("probe")]));
        return probe.ExitCode == 0 ? ["files", "reftable"] : ["files"];
    }

    private async Task MeasureAsync(string format, string fsync, Transactions transactions, int count)
    {
        var repository = places.Next("references");
        string[] chosen = format == "files" ? [] : [$"--ref-format={format}"];
        await Toolbox.RunAsync("git", ["init", "--quiet", "--template=", "--initial-branch=main", .. chosen, repository]);
        await Toolbox.GitAsync(repository, "config", "user.name", "Bench");
        await Toolbox.GitAsync(repository, "config", "user.email", "bench@example.com");
        string[] tips = [await CommitAsync(repository), await CommitAsync(repository), await CommitAsync(repository)];
        await Toolbox.RunAsync("sync", "-f", repository);

        var what = $"{format}, {(fsync == "none" ? "no fsync" : "fsync")}, {(transactions == Transactions.OneEach ? "a transaction each" : "one transaction")}";
        await WriteAsync($"{what}: create", fsync, repository, Commands(transactions, count, name => $"create {name}\0{tips[0]}\0"));
        await WriteAsync($"{what}: move", fsync, repository, Commands(transactions, count, name => $"update {name}\0{tips[1]}\0{tips[0]}\0"));
        if (transactions == Transactions.OneEach)
        {
            await ReadAsync($"{what}: read all", repository, count);
            return;
        }

        _costs.Note($"{format}, {(fsync == "none" ? "no fsync" : "fsync")}: git pack-refs --all", await RunAsync(Toolbox.Git(repository, "-c", $"core.fsync={fsync}", "pack-refs", "--all")));
        await ReadAsync($"{what}, packed: read all", repository, count);
        await WriteAsync($"{what}, packed: move", fsync, repository, Commands(transactions, count, name => $"update {name}\0{tips[2]}\0{tips[1]}\0"));
    }

    private static async Task<string> CommitAsync(string repository)
    {
        await Toolbox.GitAsync(repository, "commit", "--quiet", "--allow-empty", "-m", "something");
        return (await Toolbox.GitAsync(repository, "rev-parse", "HEAD")).Trim();
    }

    private async Task WriteAsync(string way, string fsync, string repository, byte[] commands) =>
        _costs.Note(way, await RunAsync(Toolbox.Git(repository, "-c", $"core.fsync={fsync}", "update-ref", "-m", "bench", "--stdin", "-z"), commands));

    private async Task ReadAsync(string way, string repository, int count)
    {
        var lines = 0;
        _costs.Note(way, await Cost.OfChildrenAsync(async () =>
        {
            var result = (await ChildProcess.RunAsync(Toolbox.Git(repository, "for-each-ref", "refs/heads/feature"))).Require("git for-each-ref");
            lines = result.Output.Count(letter => letter == '\n');
        }));
        if (lines != count)
        {
            throw new BenchmarkException($"git lists {lines} of {count} references", "This is a mistake of the benchmark.");
        }
    }

    private static Task<Cost> RunAsync(System.Diagnostics.ProcessStartInfo start, byte[]? input = null) =>
        Cost.OfChildrenAsync(async () => (await ChildProcess.RunAsync(start, stream => stream.WriteAsync(input ?? []).AsTask())).Require("git"));

    private static byte[] Commands(Transactions transactions, int count, Func<string, string> command)
    {
        var text = new StringBuilder();
        foreach (var number in Enumerable.Range(0, count))
        {
            var line = command(string.Create(CultureInfo.InvariantCulture, $"refs/heads/feature/{number % 10}/{number:000000}"));
            text.Append(transactions == Transactions.OneEach ? $"start\0{line}prepare\0commit\0" : line);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private enum Transactions
    {
        OneEach,
        OneForAll,
    }
}
