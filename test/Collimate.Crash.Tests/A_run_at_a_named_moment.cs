using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;

namespace Collimate.Crash.Tests;

/// <summary>The tool itself, around every change of the disk and every start of a child that is its own.</summary>
public sealed class A_run_at_a_named_moment(Tally tally)
{
    // Where half of a batch is announced and nothing has moved, and where something has.
    private static readonly NamedMoment[] HalfDone = [new("after journal: synchronized", 3, "kill"), new("before journal: written", 4, "kill")];

    private static readonly string[] OfRecovery =
    [
        "after lock: taken", "before lock: written", "after lock: written", "after lock: cut", "after lock: synchronized",
        "before journal: written", "after journal: written", "after journal: synchronized", "before git: started", "after git: started",
        "before quarantine: swept", "after quarantine: swept",
    ];

    public static TheoryData<string> Deaths => Sample.IsWhole ? ["kill", "enospc", "eio", "emfile"] : ["kill"];

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Can_die_or_fail_and_the_next_run_makes_it_good(string death)
    {
        var all = await NamedMoment.FindAsync(TestContext.Current.CancellationToken);
        var expected = await Expectation.Value;
        var cases = Sample.Of(all, few: 2).Index().SelectMany(item => Cases(item.Item.Point, item.Item.Occurrence, item.Index));

        await Matrix.TryAsync(tally, $"named moment: {death}", [.. cases]);

        IEnumerable<(IDeath, IDeath?)> Cases(string point, int occurrence, int index)
        {
            yield return (new NamedMoment(point, occurrence, death), null);
            if (Sample.IsWhole)
            {
                yield return (new NamedMoment(point, occurrence, death), new Chance(Sample.Seed + index).KillDuringRecovery(expected));
            }
        }
    }

    [Fact]
    public async Task Can_die_in_the_middle_of_a_recovery()
    {
        var cases = HalfDone.SelectMany(first => OfRecovery.SelectMany(point => Enumerable.Range(1, 3).Select(number =>
            ((IDeath)first, (IDeath?)new NamedMoment(point, number, "kill"))))).ToArray();

        await Matrix.TryAsync(tally, "named moment, and one of the recovery", Sample.Of(cases, few: 1));
    }
}
