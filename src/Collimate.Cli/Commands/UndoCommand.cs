using System.CommandLine;
using System.Globalization;
using Collimate.Cli.Rendering;
using Collimate.Engine;
using Collimate.Engine.Reporting;
using Collimate.Engine.RollingBack;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate undo RUN</c>: moves the branches of a run back.</summary>
internal sealed class UndoCommand
{
    private readonly Argument<string> _run = new("RUN") { Description = "The id of the run; collimate runs lists them." };
    private readonly RepositoryOption _repository;

    public UndoCommand(CommandHost host)
    {
        Command = new Command("undo", "Move the branches of a run back to where they were; what was changed since stays.") { _run };
        _repository = new RepositoryOption(Command);
        Command.SetAction((line, _) => RunAsync(line, host));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line, CommandHost host)
    {
        var undone = await _repository.HistoryIn(line, host).UndoAsync(line.GetRequiredValue(_run), host.Cancellation);
        foreach (var text in WordsOf(undone))
        {
            await host.Out.WriteLineAsync(text);
        }

        return (int)(undone.End == RunEnd.Interrupted ? host.InterruptedBy() : undone.ExitCode);
    }

    private static IEnumerable<string> WordsOf(UndoneRun run)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"undid run {run.Run}: {Counted.Branches(run.Undone.Count)} moved back, {run.Before.Count} there already");
        foreach (var branch in run.ChangedByOthers)
        {
            yield return $"  stays, changed since the run  {DisplayText.Escape(branch)}";
        }

        foreach (var branch in run.CheckedOut)
        {
            yield return $"  stays, checked out or in use  {DisplayText.Escape(branch)}";
        }

        foreach (var (branch, reason) in run.Refused)
        {
            yield return $"  stays, refused  {DisplayText.Escape(branch)}: {reason}";
        }
    }
}
