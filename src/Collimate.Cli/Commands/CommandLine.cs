using System.CommandLine;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary>The whole command line: parses, runs one command, turns what went wrong into two lines and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandHost host)
    {
        try
        {
            if (arguments is ["--version"])
            {
                // Scripts ask for it often, and to make all commands takes longer than anything else here.
                return VersionAction.Print(host);
            }

            // Without the replacer of response files: '@team/x' is a branch, not a file with more arguments.
            var line = NewRoot(host).Parse(arguments.Count == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            return line.Errors.Count > 0
                ? await RefuseAsync(line, host)
                : await InvokeAsync(line, arguments.Count == 0 ? Help.AskedForByNothing : Help.AskedFor, host);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A stream, or a file outside the repository: the run itself has its own words for a failed disk.
            await SayAsync(host, DisplayText.Escape(e.Message), "Every branch is at its old or its new tip. Check the disk and where the output goes.");
            return (int)ExitCode.StorageFailed;
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

    private static RootCommand NewRoot(CommandHost host)
    {
        var root = new RootCommand("Keeps all branches of a git repository aligned with their primary branches.")
        {
            new AlignCommand(host).Command,
            new PlanCommand(host).Command,
            new RunsCommand(host).Command,
            new UndoCommand(host).Command,
            new RecoverCommand(host).Command,
            new PruneCommand(host).Command,
            new DemoCommand(host).Command,
        };
        foreach (var version in root.Options.OfType<VersionOption>())
        {
            version.Action = new VersionAction(host);
        }

        return root;
    }

    private static async Task<int> RefuseAsync(ParseResult line, CommandHost host)
    {
        var command = line.CommandResult.Command is RootCommand ? "collimate" : $"collimate {line.CommandResult.Command.Name}";

        // What follows an unknown word is only its echo.
        var facts = line.UnmatchedTokens.Count > 0
            ? UnknownWord.Describe(line.UnmatchedTokens[0], line.CommandResult.Command)
            : string.Join('\n', line.Errors.Select(error => DisplayText.Escape(error.Message.TrimEnd('.'))));
        await SayAsync(host, facts, $"Nothing was done. Run {command} --help.");
        return (int)ExitCode.BadInput;
    }

    private static async Task<int> InvokeAsync(ParseResult line, Help help, CommandHost host)
    {
        var invocation = new InvocationConfiguration
        {
            Output = help == Help.AskedFor ? host.Out : host.Error,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Signals are ours: a publication that has begun is finished first.
        };
        try
        {
            var code = await line.InvokeAsync(invocation, host.Cancellation);
            await host.Out.FlushAsync(CancellationToken.None); // A full disk shows here, while it can still be said.
            return help == Help.AskedFor ? code : (int)ExitCode.BadInput;
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
    }

    private static async Task SayAsync(CommandHost host, string facts, string advice)
    {
        try
        {
            foreach (var line in facts.Split('\n'))
            {
                await host.Error.WriteLineAsync($"error: {line}");
            }

            await host.Error.WriteLineAsync($"hint:  {advice}");
        }
        catch (IOException)
        {
            // Nobody can be told; the exit code still says it.
        }
    }

    /// <summary>Who wants to read the help, if anybody does.</summary>
    private enum Help
    {
        AskedFor,

        /// <summary>Not even a command was given: the help is the error message.</summary>
        AskedForByNothing,
    }
}
