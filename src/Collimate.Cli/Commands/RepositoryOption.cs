using System.CommandLine;
using Collimate.Cli.Rendering;
using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary>Which repository a command works on.</summary>
internal sealed class RepositoryOption
{
    private readonly Option<string> _option = new("--repo") { Description = "Any directory of the repository (default: the current one).", HelpName = "DIR" };

    public RepositoryOption(Command command) => command.Options.Add(_option);

    public string PathIn(ParseResult line, CommandHost host) => host.Resolve(line.GetValue(_option) ?? ".");

    /// <summary>The runs that this repository has seen.</summary>
    /// <param name="recovered">Where it is said that a killed run was recovered; beside the results when nothing is given.</param>
    public RunHistory HistoryIn(ParseResult line, CommandHost host, TextWriter? recovered = null) =>
        new(Hosting.For(host, new AlignmentOptions()) with { Recovered = RecoveryWords.SaidTo(recovered ?? host.Error) }, PathIn(line, host));
}
