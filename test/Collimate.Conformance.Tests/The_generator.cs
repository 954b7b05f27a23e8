using System.Text;
using Collimate.Conformance.Tests.Generating;

namespace Collimate.Conformance.Tests;

public sealed class The_generator
{
    private const int Cases = 300;
    private const int Often = 8;

    [Fact]
    public void Makes_every_situation_often_in_a_few_hundred_cases()
    {
        var counts = Enumerable.Range(1, Cases).SelectMany(seed => CaseGenerator.Generate(seed).Situations).CountBy(situation => situation).ToDictionary();

        Assert.Empty(Enum.GetValues<Situation>()
            .Where(situation => counts.GetValueOrDefault(situation) < Often)
            .Select(situation => $"{situation}: {counts.GetValueOrDefault(situation)}"));
    }

    [Fact]
    public void Makes_the_same_history_from_the_same_seed()
    {
        var streams = Enumerable.Repeat(7, 2).Select(seed => ImportStream.Of([CaseGenerator.Generate(seed)])).ToArray();

        Assert.Equal(Encoding.Latin1.GetString(streams[0]), Encoding.Latin1.GetString(streams[1]));
    }

    [Fact]
    public void Makes_different_histories_from_neighbouring_seeds()
    {
        var messages = Enumerable.Range(1, Cases).Select(seed => Convert.ToHexString(ImportStream.Of([CaseGenerator.Generate(seed)])));

        Assert.Equal(Cases, messages.Distinct(StringComparer.Ordinal).Count());
    }
}
