using Collimate.Conformance.Tests.Comparing;

namespace Collimate.Conformance.Tests;

/// <summary>Git is asked what it makes of histories that nobody has thought of, and we must do the same.</summary>
/// <param name="tally">Says at the end what all of them came to.</param>
public sealed class A_random_history(Tally tally) : IClassFixture<Tally>
{
    public static TheoryData<int, int> Batches => Sample.Batches;

    [Theory]
    [MemberData(nameof(Batches))]
    public Task Is_rebased_as_git_rebases_it(int firstSeed, int cases) => CompareAsync(Way.Rebase, firstSeed, cases);

    [Theory]
    [MemberData(nameof(Batches))]
    public Task Is_merged_as_git_merges_it(int firstSeed, int cases) => CompareAsync(Way.Merge, firstSeed, cases);

    private async Task CompareAsync(Way way, int firstSeed, int cases)
    {
        using var batch = Batch.Create(Enumerable.Range(firstSeed, cases));

        var comparison = await Comparison.RunAsync(batch, way, TestContext.Current.CancellationToken);

        tally.Add(comparison);
        comparison.RequireSameness();
        comparison.RequireSubstance();
    }
}
