using Collimate.Conformance.Tests.Comparing;

namespace Collimate.Conformance.Tests;

/// <summary>Git is asked what it makes of histories that nobody has thought of, and we must do the same.</summary>
public sealed class A_random_history
{
    public static TheoryData<int, int> Batches => Sample.Batches;

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Is_rebased_as_git_rebases_it(int firstSeed, int cases)
    {
        using var batch = Batch.Create(firstSeed, cases);
        (await Comparison.RunAsync(batch, Way.Rebase, TestContext.Current.CancellationToken)).RequireSameness();
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Is_merged_as_git_merges_it(int firstSeed, int cases)
    {
        using var batch = Batch.Create(firstSeed, cases);
        (await Comparison.RunAsync(batch, Way.Merge, TestContext.Current.CancellationToken)).RequireSameness();
    }
}
