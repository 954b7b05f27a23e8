using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Collimate.Cli.Commands;
using Collimate.Engine;

namespace Collimate.Cli;

/// <summary>The only place that looks at the process: its environment, streams, clock and signals.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        var interruptedBy = ExitCode.Interrupted;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, ExitCode.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, ExitCode.Terminated));

        await using var output = Writer(Console.OpenStandardOutput());
        await using var error = Writer(Console.OpenStandardError());
        error.AutoFlush = true;
        if (CurrentDirectory() is not { } directory)
        {
            await error.WriteLineAsync("error: the current directory does not exist any more\nhint:  Nothing was done. Change to one that exists.");
            return (int)ExitCode.BadInput;
        }

        return await CommandLine.RunAsync(arguments, new CommandHost
        {
            Out = output,
            Error = error,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal),
            CurrentDirectory = directory,
            Time = TimeProvider.System,
            ProcessId = Environment.ProcessId,
            Audience = Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "dumb"
                ? Audience.Program
                : Audience.Person,
            Cancellation = cancellation.Token,
            InterruptedBy = () => interruptedBy,
        });

        [SuppressMessage("Reliability", "CA1849", Justification = "A signal handler is not asynchronous.")]
        void Stop(PosixSignalContext signal, ExitCode code)
        {
            signal.Cancel = true;
            interruptedBy = code;
            cancellation.Cancel();
        }
    }

    private static string? CurrentDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
