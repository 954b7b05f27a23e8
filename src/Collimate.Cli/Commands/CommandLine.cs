using System.CommandLine;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary>The whole command line: parses, runs one command, turns what went wrong into two lines and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandHost host)
    {
        var root = new RootCommand("Keeps all branches of a git repository aligned with their primary branches.")
        {
            new AlignCommand(host).Command,
            new PlanCommand(host).Command,
            new DemoCommand(host).Command,
        };
        var line = root.Parse(arguments);
        var invocation = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Signals are ours: a publication that has begun is finished first.
        };
        if (line.Errors.Count > 0)
        {
            foreach (var error in line.Errors)
            {
                await SayAsync(host, DisplayText.Escape(error.Message), "Nothing was done. Run collimate --help.");
            }

            return (int)ExitCode.BadInput;
        }

        return await InvokeAsync(line, invocation, host);
    }

    private static async Task<int> InvokeAsync(ParseResult line, InvocationConfiguration invocation, CommandHost host)
    {
        try
        {
            return await line.InvokeAsync(invocation, host.Cancellation);
        }
        catch (AlignmentException e)
        {
            await SayAsync(host, e.Message, e.Hint);
            return (int)e.ExitCode;
        }
        catch (UsageException e)
        {
            await SayAsync(host, DisplayText.Escape(e.Message), e.Hint);
            return (int)UsageException.ExitCode;
        }
        catch (OperationCanceledException) when (host.Cancellation.IsCancellationRequested)
        {
            await SayAsync(host, "interrupted", "No branch was changed after the interruption; run again to go on.");
            return (int)host.InterruptedBy();
        }
#pragma warning disable CA1031 // The last resort: nobody sees a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var message = e.Message.StartsWith("BUG:", StringComparison.Ordinal) ? e.Message : $"BUG: {e.GetType().Name}: {e.Message}";
            await SayAsync(host, DisplayText.Escape(message), "Every branch is at its old or its new tip; please report this with the log of the run.");
            return (int)ExitCode.InternalError;
        }
    }

    private static async Task SayAsync(CommandHost host, string fact, string advice)
    {
        foreach (var line in fact.Split('\n'))
        {
            await host.Error.WriteLineAsync($"error: {line}");
        }

        await host.Error.WriteLineAsync($"hint:  {advice}");
    }
}
