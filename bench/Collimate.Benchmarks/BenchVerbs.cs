using System.CommandLine;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Measuring;

namespace Collimate.Benchmarks;

/// <summary>The measurements that are about one thing each.</summary>
internal sealed class BenchVerbs(CommonOptions common)
{
    private static readonly int[] Sizes = [50, 1_000, 10_000];

    public IEnumerable<Command> All() => [Start(), Memory(), References(), Workloads()];

    private Command Start()
    {
        var command = new Command("start", "How long the command line takes to do nothing, beside an empty .NET program.");
        command.SetAction((line, _) => common.RunAsync(line, naive: 0, (session, options) =>
        {
            var others = new[] { Checkout.NativeProgram, Checkout.PublishedProgram }.Where(path => path != options.Program && File.Exists(path));
            return common.NamesProgram(line)
                ? session.MeasureStartAsync(wrapper: null, [])
                : session.MeasureStartAsync(Path.Combine(Checkout.Root, "collimate"), others);
        }));
        return command;
    }

    private Command Memory()
    {
        var clone = new CloneArguments();
        var branches = new Option<int[]>("--branches")
        {
            Description = "Branches of the generated repositories.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Sizes,
        };
        var command = new Command("memory", "How much memory whole runs take when 200 MiB are allowed.") { branches };
        clone.AddTo(command);
        command.SetAction((line, _) => common.RunAsync(line, naive: 0, (session, _) => session.MeasureMemoryAsync(
            [.. line.GetValue(branches)!.Select(count => new RepositoryShape { Branches = count, Seed = common.Seed(line) })], clone.Read(line))));
        return command;
    }

    private Command References()
    {
        var count = new Option<int>("--count") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => ReferencePrices.UsualCount };
        var command = new Command("references", "What a reference costs on this disk: loose, packed, in a reftable; with fsync and without.") { count };
        command.SetAction((line, _) => common.RunAsync(line, naive: 0, (session, _) => session.MeasureReferencesAsync(line.GetValue(count))));
        return command;
    }

    private Command Workloads()
    {
        var names = new Argument<string[]>("NAME") { Description = $"Any of {string.Join(", ", Workload.Names)} (default: all).", Arity = ArgumentArity.ZeroOrMore };
        var naive = new Option<int>("--naive") { Description = "Branches that are rebased the naive ways as well.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("workload", "Repositories that are large in one way only, in half and in full.") { names, naive };
        command.SetAction((line, _) => common.RunAsync(line, line.GetValue(naive), async (session, _) =>
        {
            var chosen = line.GetValue(names) is { Length: > 0 } some ? some : [.. Workload.Names];
            foreach (var workload in chosen.Select(Workload.Find).ToArray())
            {
                await session.MeasureWorkloadAsync(workload.Name, common.Seed(line));
            }
        }));
        return command;
    }
}
