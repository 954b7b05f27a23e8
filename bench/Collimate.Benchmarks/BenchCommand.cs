using System.CommandLine;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Measuring;

namespace Collimate.Benchmarks;

/// <summary><c>./build bench</c>: compares the product with the least that git needs, on generated repositories or a clone.</summary>
internal sealed class BenchCommand
{
    private const int ManyBranches = 5_000;

    private static readonly int[] Sizes = [50, 1_000, 10_000];

    private readonly CommonOptions _common = new();
    private readonly CloneArguments _clone = new();
    private readonly Option<int?> _branches = new("--branches") { Description = "Branches of the generated repository (default: 50, 1000 and 10000, one after the other).", HelpName = "N" };
    private readonly Option<int> _files = Number("--files", "Files of the generated repository", new RepositoryShape().Files);
    private readonly Option<int> _commits = Number("--commits-per-branch", "Commits of each branch", new RepositoryShape().CommitsPerBranch);
    private readonly Option<double> _conflicts = Share("--conflicts", "Share of the branches that conflict", new RepositoryShape().Conflicts);
    private readonly Option<double> _renames = Share("--renames", "Share of the branches that meet renames", new RepositoryShape().Renames);
    private readonly Option<int> _ahead = Number("--ahead", "Commits of a target since its branches forked, on average", new RepositoryShape().Ahead);
    private readonly Option<int> _groups = Number("--groups", "Targets", new RepositoryShape().Groups);
    private readonly Option<double> _stacked = Share("--stacked", "Share of the branches that stand on another branch", new RepositoryShape().Stacked);
    private readonly Option<int> _naive = Number("--naive", "Branches that are rebased the naive ways as well", 0);

    public BenchCommand()
    {
        Command = new RootCommand("Measures the product beside the least that git needs for the same work.");
        _clone.AddTo(Command);
        foreach (var option in (IEnumerable<Option>)[_branches, _files, _commits, _conflicts, _renames, _ahead, _groups, _stacked, _naive, .. _common.All])
        {
            Command.Options.Add(option);
        }

        Command.SetAction((line, _) => _common.RunAsync(line, line.GetValue(_naive), (session, options) => CompareAsync(line, session, options)));
        foreach (var verb in new BenchVerbs(_common).All())
        {
            Command.Subcommands.Add(verb);
        }
    }

    public RootCommand Command { get; }

    private async Task CompareAsync(ParseResult line, BenchmarkSession session, BenchmarkOptions options)
    {
        if (_clone.Read(line) is { } clone)
        {
            await session.CompareAsync(clone);
            return;
        }

        var shape = ShapeOf(line);
        foreach (var branches in line.GetValue(_branches) is { } wanted ? [wanted] : Sizes)
        {
            var rounds = options.Rounds ?? (branches < ManyBranches ? 3 : 1);
            await session.CompareAsync(FormattableString.Invariant($"generated-{branches}"), shape with { Branches = branches }, options with { Rounds = rounds });
        }

        await session.CompareGrowthAsync("generated-10000", "generated-1000", Promises.TenTimes);
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
        Seed = _common.Seed(line),
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

/// <summary>A clone on the command line.</summary>
internal sealed class CloneArguments
{
    private readonly Argument<string?> _clone = new("CLONE") { Description = "A clone of a real repository with pull requests; without it, repositories are generated.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<int> _count = new("COUNT") { Description = "The newest COUNT pull requests of the clone (default: all).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _main = new("--main") { Description = "The main branch of CLONE (default: its HEAD).", HelpName = "REF" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_clone);
        command.Arguments.Add(_count);
        command.Options.Add(_main);
    }

    public CloneChoice? Read(ParseResult line) => line.GetValue(_clone) is { } clone
        ? new CloneChoice(Path.GetFullPath(clone), line.GetValue(_count), line.GetValue(_main))
        : null;
}
