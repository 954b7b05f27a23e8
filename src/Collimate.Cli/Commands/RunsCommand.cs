using System.CommandLine;
using System.Globalization;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.RollingBack;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate runs</c>: one line for each run, the newest first.</summary>
internal sealed class RunsCommand
{
    private readonly RepositoryOption _repository;

    public RunsCommand(CommandHost host)
    {
        Command = new Command("runs", "List the runs of this repository, the newest first.");
        _repository = new RepositoryOption(Command);
        Command.SetAction((line, _) => RunAsync(line, host));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line, CommandHost host)
    {
        foreach (var run in await _repository.HistoryIn(line, host).ListAsync(host.Cancellation))
        {
            await host.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{run.Run}  {run.StartedAt:yyyy-MM-dd HH:mm:ss}Z  {StateOf(run)}, {Counted.Branches(run.Moved)} {(run.State == PastRunState.Undone ? "still moved" : "moved")}"));
        }

        return (int)ExitCode.AllAligned;
    }

    private static string StateOf(PastRun run) => run.State switch
    {
        PastRunState.Ended => "ended",
        PastRunState.Undone => "undone",
        PastRunState.Unfinished => "not ended",
        PastRunState.Damaged => "journal unreadable",
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown state"),
    };
}
