using System.CommandLine;
using System.Text;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate align</c>: the main job.</summary>
internal sealed class AlignCommand
{
    private const string Json = "json";

    private readonly Option<string> _output = new("--output") { Description = "Where results.json goes (default: the run's folder).", HelpName = "FILE" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be tried and stop." };
    private readonly Option<string> _trace = new("--trace") { Description = "Where the timeline of the run goes, for chrome://tracing or Perfetto.", HelpName = "FILE" };
    private readonly Option<string> _format = Choice.Of("--format", "What goes to standard output (default: text).", "text", Json);
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Every branch, not only those that failed, and advice." };
    private readonly CommandHost _host;
    private readonly AlignOptions _options;

    public AlignCommand(CommandHost host)
    {
        _host = host;
        Command = new Command("align", "Bring the newest commits of each primary branch into the branches that follow it.");
        _options = new AlignOptions(Command);
        foreach (var option in new Option[] { _output, _trace, _dryRun, _format, _quiet, _verbose })
        {
            Command.Options.Add(option);
        }

        Command.SetAction((line, _) => RunAsync(line));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line)
    {
        var request = await _options.ReadAsync(line, _host);
        if (line.GetValue(_dryRun) && line.GetValue(_format) == Json)
        {
            throw new UsageException("--dry-run has no --format json", "Nothing was done. Leave one of them out.");
        }

        var file = Check(line, _trace);
        if (file is not null && line.GetValue(_output) is { } output && _host.Resolve(output) == file)
        {
            throw new UsageException($"'{file}' is named by --output and by --trace", "Nothing was done. Name two files.");
        }

        using var trace = file is null ? null : new RunTrace(file, _host.Time);
        var code = line.GetValue(_dryRun)
            ? await PlanCommand.PrintAsync(request, _host)
            : await AlignAsync(line, request);
        trace?.Finish();
        return code;
    }

    private async Task<int> AlignAsync(ParseResult line, AlignRequest request)
    {
        if (request.Options.Documentation.ChecklistPath is { } checklist)
        {
            OutputFile.Check(checklist, "documentation.checklist_path");
        }

        var output = Check(line, _output);
        await using var progress = new ProgressDisplay(_host, line.GetValue(_quiet) ? Loudness.Quiet : Loudness.Normal);
        var orchestrator = new BranchAlignmentOrchestrator(request.Options, Hosting.For(_host, request.Options) with
        {
            Progress = progress.Show,
            Recovered = RecoveryWords.SaidTo(_host.Error),
            Waiting = holder => _host.Error.Write($"waiting for {holder}\n"),
        });
        var run = await orchestrator.RunAsync(request.Repository, request.Branches, cancellationToken: _host.Cancellation);
        await progress.DisposeAsync();
        await ShowAsync(line, run);
        if (output is not null)
        {
            await using var file = File.Create(output);
            ResultsDocument.Write(run, file);
        }

        return (int)(run.End == RunEnd.Interrupted ? _host.InterruptedBy() : run.ExitCode);
    }

    /// <returns>The absolute path of a file that the run will write, if the option names one.</returns>
    private string? Check(ParseResult line, Option<string> option)
    {
        if (line.GetValue(option) is not { } path)
        {
            return null;
        }

        var file = _host.Resolve(path);
        OutputFile.Check(file, option.Name);
        return file;
    }

    private async Task ShowAsync(ParseResult line, RunResult run)
    {
        foreach (var warning in run.Warnings)
        {
            await _host.Error.WriteLineAsync($"warning: {warning}");
        }

        if (run.End == RunEnd.Interrupted)
        {
            await _host.Error.WriteLineAsync($"error: interrupted with {Counted.Branches(run.Groups.Sum(group => group.NotAttempted.Count))} not attempted");
            await _host.Error.WriteLineAsync("hint:  What is aligned stays aligned. Run the same command again to go on.");
        }

        await (line.GetValue(_format) == Json
            ? _host.Out.WriteAsync(JsonText.Escape(ResultsText(run)))
            : RunSummary.WriteAsync(_host.Out, run, line.GetValue(_verbose) ? Loudness.Verbose : Loudness.Normal));
    }

    private static string ResultsText(RunResult run)
    {
        using var bytes = new MemoryStream();
        ResultsDocument.Write(run, bytes);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
