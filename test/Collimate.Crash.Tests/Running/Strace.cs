using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Collimate.Crash.Tests.Running;

/// <summary>Whether this machine lets strace disturb a process.</summary>
internal static class Strace
{
    public const string Advice = "strace is missing or must not trace here: install the package 'strace', and allow ptrace in the container";

    private const int KilledBySignal = 128;

    private static readonly Lazy<bool> Tried = new(Try);

    public static bool Works => Tried.Value;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Not git but the tracer is started here.")]
    private static bool Try()
    {
        if (GitProgram.Find("strace") is not { } strace || GitProgram.Find("true") is not { } victim)
        {
            return false;
        }

        var start = new ProcessStartInfo(strace, ["-f", "-o", "/dev/null", "-e", "inject=close:signal=SIGKILL:when=1", victim]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode > KilledBySignal;
    }
}
