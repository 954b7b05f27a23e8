using Collimate.Engine.Journaling;
using Collimate.Engine.RollingBack;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.RollingBack;

public sealed class The_journal_of_a_killed_run
{
    private static readonly string[] All = TornRun.Branches;

    [Theory]
    [InlineData("{\"sequence\":9}")]
    [InlineData("{\"sequence\":9,\"kind\":7}")]
    [InlineData("{\"sequence\":9,\"kind\":null}")]
    [InlineData("{\"sequence\":9,\"kind\":\"published\"}")]
    [InlineData("{\"sequence\":9,\"kind\":\"published\",\"branch\":null}")]
    [InlineData("{\"sequence\":9,\"kind\":\"published\",\"branch\":7}")]
    [InlineData("{\"sequence\":9,\"kind\":\"published\",\"branch\":\"never-announced\"}")]
    [InlineData("{\"sequence\":9,\"kind\":\"undo_intended\",\"branch\":\"never-published\"}")]
    [InlineData("{\"sequence\":9,\"kind\":\"keep_intended\",\"commit\":\"no id\"}")]
    [InlineData("{\"sequence\":9,\"kind\":\"publish_intended\",\"branch\":\"x\",\"old\":\"0123456789012345678901234567890123456789\",\"new\":\"0123456789012345678901234567890123456789\",\"stands_on\":[7]}")]
    [InlineData("{\"sequence\":9,\"kind\":\"publish_intended\",\"branch\":\"x\",\"old\":\"0123456789012345678901234567890123456789\",\"new\":\"0123456789012345678901234567890123456789\",\"stands_on\":[null]}")]
    [InlineData("{\"sequence\":9,\"kind\":\"run_started\"}")]
    [InlineData("[]")]
    [InlineData("nothing")]
    public async Task Is_for_a_person_when_somebody_wrote_something_else_into_it(string json)
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        var (line, _) = JournalLine.Write(JournalContent.Read(torn.Journal).Checksum, System.Text.Encoding.UTF8.GetBytes(json));
        await File.AppendAllBytesAsync(torn.Journal, line, CancellationToken.None);

        var damaged = await Assert.ThrowsAsync<JournalDamagedException>(() => torn.RecoverAsync());

        Assert.Equal($"Journal '{torn.Journal}' is damaged: line {(await File.ReadAllLinesAsync(torn.Journal, CancellationToken.None)).Length} is not what was written", damaged.Message);
        Assert.Equal(PastRunState.Damaged, Assert.Single(await torn.ListAsync()).State);
    }

    [Fact]
    public async Task May_have_lines_of_kinds_that_nobody_knows_yet()
    {
        // arrange: such that differ from a known one in a single letter, too
        using var torn = await TornRun.KilledAsync(All[0]);
        var known = typeof(JournalKind).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToArray();
        var unknown = known.SelectMany(kind => Enumerable.Range(0, kind.Length).Select(i => kind[..i] + "~" + kind[(i + 1)..])).Append("a");
        using (var journal = RunJournal.Continue(torn.Journal, JournalContent.Read(torn.Journal), TimeProvider.System))
        {
            foreach (var kind in unknown)
            {
                journal.Note(kind, json => json.WriteString("branch", All[0]));
            }

            journal.Append();
        }

        // act
        var recovered = Assert.Single(await torn.RecoverAsync());

        // assert
        Assert.Equal(All[1..], recovered.Finished);
    }

    [Fact]
    public async Task Is_for_the_version_that_wrote_it_when_that_was_a_newer_one()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        File.Delete(torn.Journal);
        using (var journal = RunJournal.Create(torn.Journal, TimeProvider.System))
        {
            journal.Note(JournalKind.RunStarted, json => json.WriteNumber("journal_version", 2));
            journal.Append();
        }

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => torn.RecoverAsync());

        Assert.Equal($"Journal '{torn.Journal}' has format 2, and this version of the tool knows formats up to 1", failure.Message);
        Assert.Equal(ExitCode.Busy, failure.ExitCode);
    }
}
