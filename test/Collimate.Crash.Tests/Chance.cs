using System.Diagnostics.CodeAnalysis;
using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;

namespace Collimate.Crash.Tests;

/// <summary>Moments of death, from a seed.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Nothing secret depends on these numbers.")]
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Any moment of a run; nine out of ten times one of the short while in which branches move.</summary>
    public RandomKill Kill(Expectation expected) => _random.Next(10) == 0
        ? new RandomKill(Beginning.OfTheRun, _random.NextDouble() * expected.Duration)
        : new RandomKill(Beginning.OfPublishing, _random.NextDouble() * expected.Publishing / 4);

    /// <summary>A moment of a run that has to clean up first.</summary>
    public RandomKill KillDuringRecovery(Expectation expected) => new(Beginning.OfTheRun, _random.NextDouble() * expected.Duration);
}
