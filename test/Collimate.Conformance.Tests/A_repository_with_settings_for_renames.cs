using Collimate.Conformance.Tests.Comparing;
using Collimate.Conformance.Tests.Generating;

namespace Collimate.Conformance.Tests;

public sealed class A_repository_with_settings_for_renames
{
    private const int Cases = 12;

    private static readonly Situation[] WithRenames = [Situation.RenamesOnBothSides, Situation.DirectoryRename, Situation.Copy];

    [Theory]
    [InlineData("merge.directoryRenames", "true")]
    [InlineData("merge.directoryRenames", "false")]
    [InlineData("merge.renames", "false")]
    [InlineData("diff.renames", "copies")]
    [InlineData("merge.renameLimit", "1")]
    [InlineData("diff.algorithm", "histogram")]
    public async Task Is_aligned_as_git_does_it_under_these_settings(string key, string value)
    {
        var seeds = Enumerable.Range(Sample.FirstSeed, int.MaxValue - Sample.FirstSeed)
            .Where(seed => CaseGenerator.Generate(seed).Situations.Overlaps(WithRenames))
            .Take(Cases);
        using var batch = Batch.Create(seeds, (key, value));

        (await Comparison.RunAsync(batch, Way.Rebase, TestContext.Current.CancellationToken)).RequireSameness();
        (await Comparison.RunAsync(batch, Way.Merge, TestContext.Current.CancellationToken)).RequireSameness();
    }
}
