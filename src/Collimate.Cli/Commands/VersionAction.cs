using System.CommandLine;
using System.CommandLine.Invocation;

namespace Collimate.Cli.Commands;

/// <summary><c>--version</c>: our own version, also when another program is the process.</summary>
internal sealed class VersionAction(CommandHost host) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        host.Out.WriteLine($"collimate {Hosting.Version}");
        return 0;
    }
}
