using System.Globalization;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Dying;

/// <summary>The tool and everything below it die at a moment that nobody has chosen.</summary>
/// <param name="since">What begins the time that is divided by chance.</param>
/// <param name="delay">After that.</param>
internal sealed class RandomKill(Beginning since, TimeSpan delay) : IDeath
{
    public async Task<Ended> RunAsync(Scene scene, CancellationToken cancellationToken)
    {
        await using var tool = scene.Start(new Dictionary<string, string>());
        if (since == Beginning.OfPublishing)
        {
            await tool.WaitUntilAsync(() => scene.AnnouncesMoves, cancellationToken);
        }

        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < delay && !tool.HasEnded)
        {
            Thread.SpinWait(100); // A timer would round it to milliseconds, and all of publishing lasts only some of them.
        }

        return await tool.KillAsync(cancellationToken);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"killed {delay.TotalMilliseconds:0.0} ms after the beginning {since}");
}

/// <summary>From when on the moment of a death is counted.</summary>
internal enum Beginning
{
    OfTheRun,

    /// <summary>The journal announces the first move of a branch.</summary>
    OfPublishing,
}
