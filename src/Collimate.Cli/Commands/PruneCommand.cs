using System.CommandLine;
using System.Globalization;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary><c>collimate prune</c>: removes what old runs have kept, or says what that would be.</summary>
internal sealed class PruneCommand
{
    private const int MostDays = 36_500;

    private readonly Option<int?> _keep = WholeNumber.Of("--keep", "So many of the newest runs stay (default: 10).", "N", 0, int.MaxValue);
    private readonly Option<int?> _days = WholeNumber.Of("--older-than", "Only runs that began so many days ago (default: 30).", "DAYS", 0, MostDays);
    private readonly Option<bool> _yes = new("--yes") { Description = "Remove; without it nothing is touched." };
    private readonly RepositoryOption _repository;

    public PruneCommand(CommandHost host)
    {
        Command = new Command("prune", "Say which old runs could be removed with their backups; --yes removes them.") { _keep, _days, _yes };
        _repository = new RepositoryOption(Command);
        Command.SetAction((line, _) => RunAsync(line, host));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult line, CommandHost host)
    {
        var defaults = new PruneOptions();
        var options = new PruneOptions
        {
            Keep = line.GetValue(_keep) ?? defaults.Keep,
            OlderThan = line.GetValue(_days) is { } days ? TimeSpan.FromDays(days) : defaults.OlderThan,
            Effect = line.GetValue(_yes) ? PruneEffect.Remove : PruneEffect.Nothing,
        };
        var pruned = await _repository.HistoryIn(line, host).PruneAsync(options, host.Cancellation);
        var verb = options.Effect == PruneEffect.Remove ? "removed" : "would remove";
        foreach (var text in pruned.Runs.Select(run => $"{verb} run {run}").Concat(pruned.Backups.Select(backup => $"{verb} branch {DisplayText.Escape(backup)}")))
        {
            await host.Out.WriteLineAsync(text);
        }

        await host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{verb} {pruned.Runs.Count} runs and {pruned.Backups.Count} visible backups"));
        if (options.Effect == PruneEffect.Nothing && pruned.Runs.Count > 0)
        {
            await host.Error.WriteLineAsync("hint:  Nothing was touched. Say --yes to remove them; these runs cannot be undone afterwards.");
        }

        foreach (var reference in pruned.Remaining)
        {
            await host.Error.WriteLineAsync($"warning: {DisplayText.Escape(reference)} is checked out, or git does not let go of it; its run stays");
        }

        return (int)(pruned.Remaining.Count > 0 ? ExitCode.SomeFailed : ExitCode.AllAligned);
    }
}
