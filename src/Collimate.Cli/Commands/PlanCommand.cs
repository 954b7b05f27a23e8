using System.CommandLine;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.Categorizing;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate plan</c>: what <c>align</c> would try, without doing it.</summary>
internal sealed class PlanCommand
{
    private readonly CommandHost _host;
    private readonly AlignOptions _options;

    public PlanCommand(CommandHost host)
    {
        _host = host;
        Command = new Command("plan", "Say what align would try, without doing any of it.");
        _options = new AlignOptions(Command);
        Command.SetAction((line, _) => RunAsync(line));
    }

    public Command Command { get; }

    /// <summary>Always succeeds, whatever the plan forecasts.</summary>
    public static async Task<int> PrintAsync(
        BranchAlignmentOrchestrator orchestrator, string repository, CategorizedBranches input, CommandHost host)
    {
        foreach (var warning in input.Warnings)
        {
            await host.Error.WriteLineAsync($"warning: {warning}");
        }

        await PlanTable.WriteAsync(host.Out, await orchestrator.PlanAsync(repository, input.Branches, host.Cancellation));
        return (int)ExitCode.AllAligned;
    }

    private Task<int> RunAsync(ParseResult line)
    {
        var configuration = _options.Configuration(line, _host);
        var input = _options.Branches(line, _host);
        var orchestrator = new BranchAlignmentOrchestrator(configuration, Hosting.For(_host, configuration));
        return PrintAsync(orchestrator, _options.Repository(line, _host), input, _host);
    }
}
