using System.Globalization;
using System.Text;
using Collimate.Git.Repository;

namespace Collimate.Engine.RollingBack;

/// <summary>The git processes that a run has started, also when the run itself was killed.</summary>
/// <remarks>They carry the id of their run in their environment, which <c>/proc</c> tells; where there is no <c>/proc</c> none is seen.</remarks>
internal static class RunProcesses
{
    private const string Variable = "COLLIMATE_RUN";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>The same repository; each git that is started in it is known to belong to the run.</summary>
    public static GitRepository Mark(GitRepository repository, string run) =>
        repository with { Context = repository.Context with { Variables = [new(Variable, run)] } };

    /// <summary>Waits for them: git ends by itself when the run that it served is gone, unless a hook hangs.</summary>
    /// <exception cref="RecoveryBlockedException">One is still there after ten seconds.</exception>
    public static async Task WaitUntilGoneAsync(string run, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (Find(run) is { } process)
        {
            if (time.GetElapsedTime(started) > Patience)
            {
                throw new RecoveryBlockedException(
                    $"Run {run} was killed, but process {process} that it started still works on the repository",
                    "End that process, or wait for it, and run again.");
            }

            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
    }

    private static int? Find(string run)
    {
        var mark = Encoding.UTF8.GetBytes($"\0{Variable}={run}\0");
        return Directory.Exists("/proc")
            ? Directory.EnumerateDirectories("/proc")
                .Where(process => IsGit(process) && Has(process, mark))
                .Select(process => (int?)int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture))
                .FirstOrDefault()
            : null;
    }

    private static bool IsGit(string process) =>
        char.IsAsciiDigit(Path.GetFileName(process)[0]) && Encoding.UTF8.GetString(ReadOrNothing(Path.Combine(process, "comm"))).StartsWith("git", StringComparison.Ordinal);

    private static bool Has(string process, byte[] mark)
    {
        byte[] environment = [0, .. ReadOrNothing(Path.Combine(process, "environ"))];
        return environment.AsSpan().IndexOf(mark) >= 0;
    }

    private static byte[] ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is somebody else's.
            return [];
        }
    }
}

/// <summary>What a killed run had begun cannot be finished or taken back without a person.</summary>
public sealed class RecoveryBlockedException : AlignmentException
{
    internal RecoveryBlockedException(string fact, string hint)
        : base(fact, hint)
    {
    }

    public override ExitCode ExitCode => ExitCode.Busy;
}
