using System.CommandLine;
using Collimate.Cli.Rendering;
using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate plan</c>: what <c>align</c> would try, without doing it.</summary>
internal sealed class PlanCommand
{
    public PlanCommand(CommandHost host)
    {
        Command = new Command("plan", "Say what align would try, without doing any of it.");
        var options = new AlignOptions(Command);
        Command.SetAction(async (line, _) => await PrintAsync(await options.ReadAsync(line, host), host));
    }

    public Command Command { get; }

    /// <summary>Always succeeds, whatever the plan forecasts.</summary>
    public static async Task<int> PrintAsync(AlignRequest request, CommandHost host)
    {
        var orchestrator = new BranchAlignmentOrchestrator(request.Options, Hosting.For(host, request.Options));
        await PlanTable.WriteAsync(host.Out, await orchestrator.PlanAsync(request.Repository, request.Branches, host.Cancellation));
        return (int)ExitCode.AllAligned;
    }
}
