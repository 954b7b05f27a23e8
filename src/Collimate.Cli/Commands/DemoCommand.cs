using System.CommandLine;
using System.Globalization;
using Collimate.Cli.Demo;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.Categorizing;
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
        var directory = Prepare(line.GetValue(_directory));
        var history = new DemoHistory();
        await MakeRepositoryAsync(directory, history);
        var inputPath = Path.Combine(directory, "..", $"{Path.GetFileName(directory)}.json");
        await using (var file = File.Create(inputPath))
        {
            DemoInput.Write(history, file);
        }

        var options = new AlignmentOptions();
        var input = CategorizedBranchesFile.Parse(await File.ReadAllBytesAsync(inputPath), inputPath);
        await _host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"made {directory} with {history.Primaries.Count} primary and {history.Branches.Count} feature branches\n"));

        await using var progress = new ProgressDisplay(_host, Loudness.Normal);
        var orchestrator = new BranchAlignmentOrchestrator(options, Hosting.For(_host, options) with { Progress = progress.Show });
        var run = await orchestrator.RunAsync(directory, input.Branches, cancellationToken: _host.Cancellation);
        await progress.DisposeAsync();

        var surprises = await ShowAsync(history, run);
        await ShowWhereToLookAsync(directory, Path.GetFullPath(inputPath), run);
        return surprises == 0
            ? (int)ExitCode.AllAligned
            : throw new InvalidOperationException($"BUG: {surprises} branches of the demo did not end as expected");
    }

    private string Prepare(string? wanted)
    {
        var directory = wanted is null
            ? Path.Combine(Directory.CreateTempSubdirectory("collimate-demo-").FullName, "harbour")
            : _host.Resolve(wanted).TrimEnd(Path.DirectorySeparatorChar);
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new UsageException($"'{directory}' exists and is not empty", "Nothing was done. Name a new or an empty directory.");
        }

        Directory.CreateDirectory(directory);
        return directory;
    }

    private async Task MakeRepositoryAsync(string directory, DemoHistory history)
    {
        using var git = GitInstallation.Find(new GitEnvironment(_host.Environment), maxConcurrentProcesses: 1);
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

    /// <returns>How many branches did not end as the demo expects.</returns>
    private async Task<int> ShowAsync(DemoHistory history, RunResult run)
    {
        var surprises = 0;
        var kinds = history.Branches.ToDictionary(branch => branch.Name, StringComparer.Ordinal);
        foreach (var group in run.Groups)
        {
            await _host.Out.WriteLineAsync(group.Target);
            foreach (var branch in group.Branches)
            {
                var known = kinds.GetValueOrDefault(branch.BranchName);
                surprises += known is null || IsAsExpected(branch, known.Expected) ? 0 : 1;
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
        var git = $"git -C {directory}";
        await _host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            {run.Successful} aligned, {run.Failed} failed in {run.Duration.TotalSeconds:0.00} s; nothing was checked out, no file of {directory} was touched.

            Where to look:
              the results      {Path.Combine(run.Folder, "results.json")}
              the report       {Path.Combine(run.Folder, "report.json")}
              the checklist    {Path.Combine(directory, ".git", "collimate", "ALIGNMENT_CHECKLIST.md")}
              the summaries    {Path.Combine(run.Folder, "summaries")}
              the input        {input}
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
