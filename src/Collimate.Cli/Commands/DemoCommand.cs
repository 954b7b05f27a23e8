using System.CommandLine;
using System.Globalization;
using Collimate.Cli.Demo;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Reporting;
using Collimate.Git.Sessions;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate demo</c>: makes a repository with every kind of branch and aligns it before your eyes.</summary>
internal sealed class DemoCommand
{
    private readonly Argument<string?> _directory = new("DIR")
    {
        Description = "Where the repository goes; must not exist or be empty (default: a new temporary directory).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly CommandHost _host;

    public DemoCommand(CommandHost host)
    {
        _host = host;
        Command = new Command("demo", "Make a repository with every kind of branch and align it.") { _directory };
        Command.SetAction((line, _) => RunAsync(line));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line)
    {
        using var git = Preflight.FindGit(Hosting.For(_host, new AlignmentOptions()), new OrchestrationOptions());
        var directory = Prepare(line.GetValue(_directory));
        var history = new DemoHistory();
        await MakeRepositoryAsync(git, directory, history);

        // Beside the branches and not among the files: the working tree stays clean, and nothing outside can be overwritten.
        var inputPath = Path.Combine(directory, ".git", "categorized_branches.json");
        await using (var file = File.Create(inputPath))
        {
            DemoInput.Write(history, file);
        }

        var options = new AlignmentOptions();
        var input = CategorizedBranchesFile.Parse(await File.ReadAllBytesAsync(inputPath), inputPath);
        await _host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"made {DisplayText.Escape(directory)} with {history.Primaries.Count} primary and {history.Branches.Count} feature branches\n"));

        await using var progress = new ProgressDisplay(_host, Loudness.Normal);
        var orchestrator = new BranchAlignmentOrchestrator(options, Hosting.For(_host, options) with { Progress = progress.Show });
        var run = await orchestrator.RunAsync(directory, input.Branches, cancellationToken: _host.Cancellation);
        await progress.DisposeAsync();

        var surprises = await ShowAsync(history, run);
        await ShowWhereToLookAsync(directory, inputPath, run);
        return run.End == RunEnd.Interrupted ? (int)_host.InterruptedBy()
            : surprises.Count == 0 ? (int)ExitCode.AllAligned
            : throw new InvalidOperationException($"BUG: branches of the demo did not end as expected: {string.Join(", ", surprises)}");
    }

    private string Prepare(string? wanted)
    {
        var directory = wanted is null
            ? Path.Combine(Directory.CreateTempSubdirectory("collimate-demo-").FullName, "harbour")
            : _host.Resolve(wanted).TrimEnd(Path.DirectorySeparatorChar);
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new UsageException($"'{directory}' exists and is not an empty directory", "Nothing was done. Name a new or an empty directory.");
        }

        try
        {
            Directory.CreateDirectory(directory);
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{directory}' cannot be made: {e.Message}", "Nothing was done. Name another directory.");
        }
    }

    private async Task MakeRepositoryAsync(GitInstallation git, string directory, DemoHistory history)
    {
        var context = new GitContext { Git = git, WorkingDirectory = directory };
        using var stream = new MemoryStream();
        history.WriteTo(stream);

        await Run(ReadOnlyMemory<byte>.Empty, "init", "--quiet", $"--initial-branch={history.Primaries[0]}");
        await Run(ReadOnlyMemory<byte>.Empty, "config", "user.name", "Demo");
        await Run(ReadOnlyMemory<byte>.Empty, "config", "user.email", "demo@example.com");
        await Run(stream.ToArray(), "fast-import", "--quiet");
        await Run(ReadOnlyMemory<byte>.Empty, "reset", "--quiet", "--hard");

        Task<byte[]> Run(ReadOnlyMemory<byte> standardInput, params string[] arguments) =>
            GitProcess.ReadAsync(context, arguments, standardInput, _host.Cancellation);
    }

    /// <returns>The branches that did not end as the demo expects.</returns>
    private async Task<IReadOnlyList<string>> ShowAsync(DemoHistory history, RunResult run)
    {
        var surprises = new List<string>();
        var kinds = history.Branches.ToDictionary(branch => branch.Name, StringComparer.Ordinal);
        foreach (var group in run.Groups)
        {
            await _host.Out.WriteLineAsync(group.Target);
            foreach (var branch in group.Branches)
            {
                var known = kinds.GetValueOrDefault(branch.BranchName);
                if (known is not null && !IsAsExpected(branch, known.Expected))
                {
                    surprises.Add(branch.BranchName);
                }

                await _host.Out.WriteLineAsync($"  {Mark(branch)}  {branch.BranchName}: {known?.Kind ?? "is in the input but not in the repository"}");
                if (branch.ErrorMessage is { } message)
                {
                    await _host.Out.WriteLineAsync($"             {message}");
                }
            }
        }

        return surprises;
    }

    private async Task ShowWhereToLookAsync(string directory, string input, RunResult run)
    {
        var git = $"git -C {ShellWord.Quote(directory)}";
        await _host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            {run.Successful} aligned, {run.Failed} failed in {run.Duration.TotalSeconds:0.00} s; nothing was checked out, no file of {DisplayText.Escape(directory)} was touched.

            Where to look:
              the results      {ShellWord.Quote(Path.Combine(run.Folder, "results.json"))}
              the report       {ShellWord.Quote(Path.Combine(run.Folder, "report.json"))}
              the checklist    {ShellWord.Quote(Path.Combine(directory, ".git", "collimate", "ALIGNMENT_CHECKLIST.md"))}
              the summaries    {ShellWord.Quote(Path.Combine(run.Folder, "summaries"))}
              the input        {ShellWord.Quote(input)}
              the branches     {git} log --oneline --graph --all
              a backup         {git} log --oneline backup-feature/wind-column-pre-align
              all old tips     {git} log --oneline -1 refs/collimate/runs/{run.Run}
            """));
    }

    private static string Mark(BranchResult branch) =>
        branch.Status != BranchStatus.Completed ? "failed   "
        : branch.NewTip is null ? "unchanged"
        : "aligned  ";

    private static bool IsAsExpected(BranchResult branch, DemoExpectation expected) => expected switch
    {
        DemoExpectation.Aligns or DemoExpectation.FastForwards => branch is { Status: BranchStatus.Completed, NewTip: not null },
        DemoExpectation.AlreadyAligned => branch is { Status: BranchStatus.Completed, NewTip: null },
        DemoExpectation.Conflicts => branch.ErrorsDetected.Contains(OutcomeCodes.MergeConflict.Name, StringComparer.Ordinal),
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown expectation"),
    };
}
