using System.CommandLine;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate align</c>: the main job.</summary>
internal sealed class AlignCommand
{
    private readonly Option<string> _output = new("--output") { Description = "Where results.json goes (default: the run's folder).", HelpName = "FILE" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be tried and stop." };
    private readonly Option<string> _format = new("--format") { Description = "What goes to standard output.", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Every branch, not only those that failed." };
    private readonly CommandHost _host;
    private readonly AlignOptions _options;

    public AlignCommand(CommandHost host)
    {
        _host = host;
        _format.AcceptOnlyFromAmong("text", "json");
        Command = new Command("align", "Bring the newest commits of each primary branch into the branches that follow it.");
        _options = new AlignOptions(Command);
        foreach (var option in new Option[] { _output, _dryRun, _format, _quiet, _verbose })
        {
            Command.Options.Add(option);
        }

        Command.SetAction((line, _) => RunAsync(line));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line)
    {
        var configuration = _options.Configuration(line, _host);
        var input = _options.Branches(line, _host);
        var output = line.GetValue(_output) is { } path ? CheckOutput(_host.Resolve(path)) : null;
        if (line.GetValue(_dryRun))
        {
            return await PlanCommand.PrintAsync(new BranchAlignmentOrchestrator(configuration, Hosting.For(_host, configuration)), _options.Repository(line, _host), input, _host);
        }

        foreach (var warning in input.Warnings)
        {
            await _host.Error.WriteLineAsync($"warning: {warning}");
        }

        await using var progress = new ProgressDisplay(_host, line.GetValue(_quiet) ? Loudness.Quiet : Loudness.Normal);
        var orchestrator = new BranchAlignmentOrchestrator(
            configuration, Hosting.For(_host, configuration) with { Progress = progress.Show });
        var run = await orchestrator.RunAsync(_options.Repository(line, _host), input.Branches, cancellationToken: _host.Cancellation);
        await progress.DisposeAsync();

        if (output is not null)
        {
            await File.WriteAllBytesAsync(output, ResultsDocument.Write(run), CancellationToken.None);
        }

        await (line.GetValue(_format) == "json"
            ? _host.Out.WriteAsync(System.Text.Encoding.UTF8.GetString(ResultsDocument.Write(run)))
            : RunSummary.WriteAsync(_host.Out, run, line.GetValue(_verbose) ? Loudness.Verbose : Loudness.Normal));
        return (int)(run.End == RunEnd.Interrupted ? _host.InterruptedBy() : run.ExitCode);
    }

    // Found out before anything moves, not after 800 branches.
    private static string CheckOutput(string path) =>
        Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new UsageException($"'{path}' cannot be written: its directory does not exist", "Nothing was done. Check --output.");
}
