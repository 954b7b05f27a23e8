using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;

namespace Collimate.Crash.Tests;

public sealed class A_run_killed_at_a_random_moment(Tally tally)
{
    private const int Many = 500;
    private const int Few = 1;
    private const int HalfDoneInFive = 1;
    private const int EnoughToCount = 100;

    [Fact]
    public async Task Is_made_good_by_the_next_run()
    {
        var verdicts = await TryAsync("random kill", (_, _) => null);

        var halfDone = verdicts.Count(verdict => verdict.Found.HasFlag(Finding.HalfDone));
        Assert.True(verdicts.Count < EnoughToCount || halfDone * 5 >= verdicts.Count * HalfDoneInFive, $"only {halfDone} of {verdicts.Count} kills found a half-done publication");
    }

    [Fact]
    public Task Is_made_good_also_when_the_next_run_is_killed_too() =>
        TryAsync("random kill, and another one", (chance, expected) => chance.KillDuringRecovery(expected));

    private async Task<IReadOnlyList<Verdict>> TryAsync(string kind, Func<Chance, Expectation, IDeath?> again)
    {
        var expected = await Expectation.Value;
        var cases = Enumerable.Range(Sample.Seed, Sample.CountOf(Many, Few)).Select(seed =>
        {
            var chance = new Chance(seed);
            return ((IDeath)chance.Kill(expected), again(chance, expected));
        });
        return await Matrix.TryAsync(tally, kind, [.. cases]);
    }
}
