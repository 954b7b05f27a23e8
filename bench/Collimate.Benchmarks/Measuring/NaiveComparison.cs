using Collimate.Benchmarks.Checking;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;
using Collimate.Engine.Categorizing;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The same branches rebased the naive ways and by the product, on all processors each.</summary>
/// <remarks>The product flattens branches with merges of their own here, because that is what <c>git rebase</c> does.</remarks>
internal sealed class NaiveComparison(PreparedRepository prepared, BenchmarkOptions options, Places places, Costs costs)
{
    private const string Flattening = "integration:\n  branches_with_merges: flatten\n";

    private readonly WholeAlignment _whole = new(options.Program);

    /// <returns>What both made of the branches, and how many of them.</returns>
    public async Task<IReadOnlyList<Fact>> RunAsync(string name)
    {
        if (options.Naive == 0)
        {
            return [];
        }

        var files = places.Next("some");
        var some = await PreparedRepository.WriteAsync(prepared.Directory, files, await ChooseAsync());
        await File.WriteAllTextAsync($"{files}.yml", Flattening);
        var naive = new NaiveRebase(some, places);
        await _whole.AlignAsync(some, places.Next("some-first"), $"{files}.yml");

        options.Say($"{name}: rebasing {some.Branches.Count} branches the naive ways");
        var copy = await AlignAsync(some, $"{files}.yml");
        var many = await naive.WithManyWorktreesAsync();
        costs.Note(Ways.ManyWorktrees, many.Cost);
        await AlignAsync(some, $"{files}.yml");
        costs.Note(Ways.OneWorktree, (await naive.WithOneWorktreeAsync()).Cost);
        await AlignAsync(some, $"{files}.yml");
        if (await naive.WithReplayAsync() is { } replay)
        {
            costs.Note(Ways.Replay, replay.Cost);
            await AlignAsync(some, $"{files}.yml");
        }

        return [new Fact("branches of the naive ways", some.Branches.Count), .. await AgreementAsync(some, many, copy)];
    }

    private async Task<AlignedCopy> AlignAsync(PreparedRepository some, string configuration)
    {
        var copy = await _whole.AlignAsync(some, places.Next("some-aligned"), configuration);
        costs.Note(Ways.SomeAligned, copy.Cost);
        return copy;
    }

    private static async Task<IEnumerable<Fact>> AgreementAsync(PreparedRepository some, NaiveResult naive, AlignedCopy copy)
    {
        var results = await AlignmentResults.ReadAsync(copy.Results);
        var trees = await References.TreesAsync(copy.Directory);
        return some.Branches.Select(branch => branch.BranchName)
            .Select(branch => (results[branch] == AlignmentResults.Completed, naive.Trees.GetValueOrDefault(branch)) switch
            {
                (true, { } tree) => tree == trees[branch] ? "both aligned, same tree" : "both aligned, trees differ",
                (true, null) => "only collimate aligned it",
                (false, not null) => "only git rebase aligned it",
                (false, null) => "neither aligned it",
            })
            .GroupBy(kind => kind, StringComparer.Ordinal)
            .Select(kind => new Fact(kind.Key, kind.Count()));
    }

    /// <summary>Spread over all of them. What a partial clone has not all files of cannot be checked out, and is passed over.</summary>
    private async Task<IReadOnlyList<CategorizedBranch>> ChooseAsync()
    {
        var all = prepared.Branches;
        var step = Math.Max(1, all.Count / options.Naive);
        var chosen = new List<CategorizedBranch>();
        foreach (var branch in Enumerable.Range(0, step).SelectMany(first => all.Where((_, index) => index % step == first)))
        {
            if (chosen.Count < options.Naive && await HasAllFilesAsync(branch))
            {
                chosen.Add(branch);
            }
        }

        return chosen;
    }

    private async Task<bool> HasAllFilesAsync(CategorizedBranch branch)
    {
        var start = Toolbox.Git(prepared.Directory, "rev-list", "--objects", "--missing=print", "--no-walk", $"refs/heads/{branch.BranchName}", $"refs/heads/{branch.AssignedTarget}");
        var result = await ChildProcess.RunAsync(start);
        return result.ExitCode == 0 && !result.Text.Contains("\n?", StringComparison.Ordinal);
    }
}
