using System.CommandLine;
using System.CommandLine.Invocation;
using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary><c>--version</c>: our own version, also when another program is the process.</summary>
internal sealed class VersionAction(CommandHost host) : SynchronousCommandLineAction
{
    public static int Print(CommandHost host)
    {
        host.Out.WriteLine($"collimate {Hosting.Version}");
        host.Out.Flush(); // A full disk shows here, while it can still be said.
        return (int)ExitCode.AllAligned;
    }

    public override int Invoke(ParseResult parseResult) => Print(host);
}
