using System.CommandLine;
using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate recover</c>: finishes or gives up what killed runs had begun.</summary>
internal sealed class RecoverCommand
{
    private readonly RepositoryOption _repository;

    public RecoverCommand(CommandHost host)
    {
        Command = new Command("recover", "Finish or give up what killed runs had begun; each run does so by itself before it begins.");
        _repository = new RepositoryOption(Command);
        Command.SetAction((line, _) => RunAsync(line, host));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line, CommandHost host)
    {
        var recovered = await _repository.HistoryIn(line, host, host.Out).RecoverAsync(host.Cancellation);
        if (recovered.Count == 0)
        {
            await host.Out.WriteLineAsync("nothing to recover");
        }

        return (int)ExitCode.AllAligned;
    }
}
