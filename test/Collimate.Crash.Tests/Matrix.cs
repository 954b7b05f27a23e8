using System.Collections.Concurrent;
using System.Globalization;
using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;

namespace Collimate.Crash.Tests;

/// <summary>Tries many crashes, several at a time, and fails when any of them broke a promise.</summary>
internal static class Matrix
{
    private const int MostShown = 10;

    // Recovery waits for seconds before it touches a lock, so most of them wait most of the time.
    private const int AtATimeForEachProcessor = 4;

    public static async Task<IReadOnlyList<Verdict>> TryAsync(Tally tally, string kind, IReadOnlyList<(IDeath Death, IDeath? Again)> cases)
    {
        var verdicts = new ConcurrentBag<Verdict>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount * AtATimeForEachProcessor, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(cases, options, async (one, token) =>
        {
            var verdict = await TryAsync(one.Death, one.Again, token);
            tally.Add(kind + (one.Again is null ? "" : ", then again"), verdict);
            verdicts.Add(verdict);
        });
        var broken = verdicts.Where(verdict => verdict.Broken.Count > 0).ToArray();
        Assert.True(broken.Length == 0, Describe(kind, broken, cases.Count));
        return [.. verdicts];
    }

    private static async Task<Verdict> TryAsync(IDeath death, IDeath? again, CancellationToken cancellationToken)
    {
        try
        {
            return await CrashTest.TryAsync(death, again, cancellationToken);
        }
        catch (TimeoutException hang)
        {
            return new Verdict(death.ToString()!, true, Finding.Nothing, [hang.Message]);
        }
    }

    private static string Describe(string kind, Verdict[] broken, int all) => string.Join('\n',
    [
        string.Create(CultureInfo.InvariantCulture, $"{kind}: {broken.Length} of {all} crashes broke a promise (seed {Sample.Seed})"),
        .. broken.Take(MostShown).SelectMany(verdict => verdict.Broken.Select(what => $"    {what}").Prepend($"  {verdict.Death} [{verdict.Found}]")),
    ]);
}
