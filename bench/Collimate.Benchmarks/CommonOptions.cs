using System.CommandLine;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Measuring;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks;

/// <summary>What every measurement takes, and what surrounds it: a folder, a report, a clean end.</summary>
internal sealed class CommonOptions
{
    private readonly Option<int?> _rounds = new("--rounds") { Description = "How often each way runs (default: 3; start 20, memory 1).", HelpName = "N", Recursive = true };
    private readonly Option<int> _lanes = new("--lanes") { Description = "Merges at the same time.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount, Recursive = true };
    private readonly Option<string?> _program = new("--program") { Description = "The program to measure, such as artifacts/native/collimate (default: what ./collimate starts).", HelpName = "FILE", Recursive = true };
    private readonly Option<string?> _git = new("--git") { Description = "The folder of another git, for both sides.", HelpName = "DIR", Recursive = true };
    private readonly Option<string?> _json = new("--json") { Description = "Write all numbers to this file.", HelpName = "FILE", Recursive = true };
    private readonly Option<string?> _keep = new("--keep") { Description = "Work in this folder and leave everything there.", HelpName = "DIR", Recursive = true };
    private readonly Option<int> _seed = new("--seed") { Description = "Equal seeds give equal repositories.", HelpName = "N", DefaultValueFactory = _ => 1, Recursive = true };

    public IReadOnlyList<Option> All => [_rounds, _lanes, _program, _git, _json, _keep, _seed];

    public int Seed(ParseResult line) => line.GetValue(_seed);

    public bool NamesProgram(ParseResult line) => line.GetValue(_program) is not null;

    /// <returns>The exit code: 1 when something was wrong in the results.</returns>
    public async Task<int> RunAsync(ParseResult line, int naive, Func<BenchmarkSession, BenchmarkOptions, Task> measureAsync)
    {
        UseGit(line.GetValue(_git));
        var root = Checkout.Root;
        var work = line.GetValue(_keep) is { } keep
            ? Path.GetFullPath(keep)
            : Path.Combine(root, "artifacts", "bench-work", Path.GetRandomFileName());
        Directory.CreateDirectory(work);
        try
        {
            var options = new BenchmarkOptions
            {
                Program = line.GetValue(_program) is { } named ? Path.GetFullPath(named) : DefaultProgram(),
                Scripts = Path.Combine(root, "bench"),
                Work = work,
                Rounds = line.GetValue(_rounds),
                Lanes = line.GetValue(_lanes),
                Naive = naive,
                Say = Console.Error.WriteLine,
            };
            var session = new BenchmarkSession(options, await MachineDescription.ReadAsync(), await ProgramDescription.ReadAsync(options.Program));
            await session.BeginAsync();
            await measureAsync(session, options);
            if (line.GetValue(_json) is { } file)
            {
                await ReportJson.WriteAsync(session.Report, file);
            }

            return session.Report.Violations == 0 ? 0 : 1;
        }
        finally
        {
            if (line.GetValue(_keep) is null)
            {
                // Hundreds of thousands of small files can take minutes.
                await Console.Error.WriteLineAsync("removing what was made");
                await Toolbox.RunAsync("rm", "-rf", work);
            }
        }
    }

    // ./build knows what ./collimate starts.
    private static string DefaultProgram() => Path.GetFullPath(
        Environment.GetEnvironmentVariable("COLLIMATE_BENCH_PROGRAM") ?? Checkout.PublishedProgram, Checkout.Root);

    // Before the first child, because all of them get the environment of this process.
    private static void UseGit(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        if (!File.Exists(Path.Combine(folder, "git")))
        {
            throw new BenchmarkException($"there is no git in '{folder}'", "Nothing was done. Name the folder that holds the program.");
        }

        Environment.SetEnvironmentVariable("PATH", $"{Path.GetFullPath(folder)}:{Environment.GetEnvironmentVariable("PATH")}");
    }
}
