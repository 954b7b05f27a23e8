using System.CommandLine;
using System.Globalization;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Measuring;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks;

/// <summary><c>./build bench</c>: which repositories are measured, and how.</summary>
internal sealed class BenchCommand
{
    private const int ManyBranches = 5_000;
    private static readonly int[] DefaultSizes = [50, 1_000, 10_000];

    private readonly Argument<string?> _clone = new("CLONE") { Description = "A clone of a real repository with pull requests; without it, repositories are generated.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<int> _count = new("COUNT") { Description = "The newest COUNT pull requests of the clone (default: all).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _main = new("--main") { Description = "The main branch of CLONE (default: its HEAD).", HelpName = "REF" };
    private readonly Option<int?> _branches = new("--branches") { Description = "Branches of the generated repository (default: 50, 1000 and 10000, one after the other).", HelpName = "N" };
    private readonly Option<int> _files = Number("--files", "Files of the generated repository", new RepositoryShape().Files);
    private readonly Option<int> _commits = Number("--commits-per-branch", "Commits of each branch", new RepositoryShape().CommitsPerBranch);
    private readonly Option<double> _conflicts = Share("--conflicts", "Share of the branches that conflict", new RepositoryShape().Conflicts);
    private readonly Option<double> _renames = Share("--renames", "Share of the branches that meet renames", new RepositoryShape().Renames);
    private readonly Option<int> _ahead = Number("--ahead", "Commits of a target since its branches forked, on average", new RepositoryShape().Ahead);
    private readonly Option<int> _groups = Number("--groups", "Targets", new RepositoryShape().Groups);
    private readonly Option<double> _stacked = Share("--stacked", "Share of the branches that stand on another branch", new RepositoryShape().Stacked);
    private readonly Option<int> _seed = Number("--seed", "Equal seeds give equal repositories", new RepositoryShape().Seed);
    private readonly Option<string?> _workload = new("--workload") { Description = $"A special one instead, in full and in half: {string.Join(", ", Workload.Names)}.", HelpName = "NAME" };
    private readonly Option<int?> _rounds = new("--rounds") { Description = $"How often each way runs (default: 3, and 1 from {ManyBranches} branches on).", HelpName = "N" };
    private readonly Option<int> _naive = Number("--naive", "Branches that are rebased the naive ways as well", 50);
    private readonly Option<int> _lanes = Number("--lanes", "Merges at the same time", Environment.ProcessorCount);
    private readonly Option<string?> _json = new("--json") { Description = "Write all numbers to this file.", HelpName = "FILE" };
    private readonly Option<string?> _keep = new("--keep") { Description = "Work in this folder and leave everything there.", HelpName = "DIR" };
    private readonly Option<string?> _collimate = new("--collimate") { Description = "The program to measure (default: that of this checkout).", HelpName = "FILE" };

    public BenchCommand()
    {
        Command = new RootCommand("Measures the product beside the least that git needs for the same work.") { _clone, _count };
        foreach (var option in new Option[]
        {
            _main, _branches, _files, _commits, _conflicts, _renames, _ahead, _groups, _stacked, _seed,
            _workload, _rounds, _naive, _lanes, _json, _keep, _collimate,
        })
        {
            Command.Options.Add(option);
        }

        Command.SetAction((line, _) => RunAsync(line));
    }

    public RootCommand Command { get; }

    private async Task<int> RunAsync(ParseResult line)
    {
        var root = Checkout.Root;
        var work = line.GetValue(_keep) is { } keep
            ? Path.GetFullPath(keep)
            : Path.Combine(root, "artifacts", "bench-work", Path.GetRandomFileName());
        Directory.CreateDirectory(work);
        try
        {
            var options = new BenchmarkOptions
            {
                Collimate = line.GetValue(_collimate) is { } named ? Path.GetFullPath(named) : Path.Combine(root, "artifacts", "collimate", "current", "collimate"),
                Scripts = Path.Combine(root, "bench"),
                Rounds = line.GetValue(_rounds) ?? 3,
                Naive = line.GetValue(_naive),
                Lanes = line.GetValue(_lanes),
                Say = text => Console.Error.WriteLine(text),
            };
            var report = await MeasureAsync(line, options, work);
            if (line.GetValue(_json) is { } file)
            {
                await ReportJson.WriteAsync(report, file);
            }

            return report.Violations == 0 ? 0 : 1;
        }
        finally
        {
            if (line.GetValue(_keep) is null)
            {
                await Toolbox.RunAsync("rm", "-rf", work);
            }
        }
    }

    private async Task<BenchmarkReport> MeasureAsync(ParseResult line, BenchmarkOptions options, string work)
    {
        var session = new BenchmarkSession(options, work, await MachineDescription.ReadAsync());
        if (line.GetValue(_clone) is { } clone)
        {
            await session.MeasureCloneAsync(Path.GetFullPath(clone), line.GetValue(_count), line.GetValue(_main));
            return session.Report();
        }

        var shape = ShapeOf(line);
        if (line.GetValue(_workload) is { } workload)
        {
            await session.MeasureWorkloadAsync(workload, shape.Seed);
            return session.Report();
        }

        foreach (var branches in line.GetValue(_branches) is { } wanted ? [wanted] : DefaultSizes)
        {
            var rounds = line.GetValue(_rounds) ?? (branches < ManyBranches ? 3 : 1);
            var name = string.Create(CultureInfo.InvariantCulture, $"generated-{branches}");
            await session.MeasureAsync(name, shape with { Branches = branches }, options with { Rounds = rounds });
        }

        session.CompareGrowth("generated-10000", "generated-1000", Promises.TenTimes);
        return session.Report();
    }

    private RepositoryShape ShapeOf(ParseResult line) => new()
    {
        Files = line.GetValue(_files),
        CommitsPerBranch = line.GetValue(_commits),
        Conflicts = line.GetValue(_conflicts),
        Renames = line.GetValue(_renames),
        Ahead = line.GetValue(_ahead),
        Groups = line.GetValue(_groups),
        Stacked = line.GetValue(_stacked),
        Seed = line.GetValue(_seed),
    };

    private static Option<int> Number(string name, string description, int usual) => new(name)
    {
        Description = $"{description}.",
        HelpName = "N",
        DefaultValueFactory = _ => usual,
    };

    private static Option<double> Share(string name, string description, double usual) => new(name)
    {
        Description = $"{description}, 0 to 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => usual,
    };
}
