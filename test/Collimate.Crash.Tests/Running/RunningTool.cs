using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Collimate.Crash.Tests.Running;

/// <summary>A process of the tool, and everything below it.</summary>
internal sealed class RunningTool : IAsyncDisposable
{
    // Git is waited for two minutes where its answer was lost.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly ProcessMark _mark;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly long _begin = TimeProvider.System.GetTimestamp();

    private RunningTool(Process process, ProcessMark mark)
    {
        _process = process;
        _mark = mark;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasEnded => _process.HasExited;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The program itself is tested here, not git.")]
    public static RunningTool Start(ProcessStartInfo start)
    {
        var mark = ProcessMark.PutOn(start.Environment);
        return new RunningTool(Process.Start(start)!, mark);
    }

    /// <summary>Returns when the condition holds, or when the run has ended.</summary>
    public async Task WaitUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var spin = new SpinWait();
        while (!HasEnded && !condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Waits for the end of the run. What outlives it, because the tool was killed, is killed too.</summary>
    /// <exception cref="TimeoutException">It did not end; it is killed.</exception>
    public async Task<Ended> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            await _mark.KillAsync(_process.Id, cancellationToken);
            throw new TimeoutException("the run did not end within five minutes");
        }

        var duration = TimeProvider.System.GetElapsedTime(_begin);
        await _mark.KillAsync(_process.Id, cancellationToken);
        return new Ended(_process.ExitCode, await _output, await _error) { Duration = duration };
    }

    /// <summary>Kills the tool and everything below it at once.</summary>
    public async Task<Ended> KillAsync(CancellationToken cancellationToken)
    {
        var alive = !HasEnded;
        await _mark.KillAsync(_process.Id, cancellationToken);
        var ended = await WaitAsync(cancellationToken);
        return ended with { Disturbed = alive && !ended.Survived };
    }

    public async ValueTask DisposeAsync()
    {
        await _mark.KillAsync(_process.Id, CancellationToken.None);
        _process.Dispose();
    }
}
