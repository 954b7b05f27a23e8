using System.Collections.Concurrent;
using System.Globalization;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>Rebases branches the way a script does it, with checkouts. No branch moves: it happens on detached heads.</summary>
internal sealed class NaiveRebase(PreparedRepository prepared, Places places)
{
    /// <summary>A worktree for each branch, made and removed, as many at a time as there are processors.</summary>
    public Task<NaiveResult> WithManyWorktreesAsync() => MeasureAsync("many-worktrees", async (repository, rebase) =>
    {
        var number = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(rebase.Branches, parallel, async (branch, _) =>
        {
            var tree = string.Create(CultureInfo.InvariantCulture, $"{repository}-{Interlocked.Increment(ref number)}");
            (await ChildProcess.RunAsync(Toolbox.Git(repository, "worktree", "add", "--quiet", "--detach", tree, branch.Tip))).Require("git worktree add");
            await rebase.RebaseAsync(tree, branch);
            (await ChildProcess.RunAsync(Toolbox.Git(repository, "worktree", "remove", "--force", tree))).Require("git worktree remove");
        });
    });

    /// <summary>One worktree, one branch after the other.</summary>
    public Task<NaiveResult> WithOneWorktreeAsync() => MeasureAsync("one-worktree", async (repository, rebase) =>
    {
        var tree = $"{repository}-0";
        await Toolbox.GitAsync(repository, "worktree", "add", "--quiet", "--detach", tree, "HEAD");
        foreach (var branch in rebase.Branches)
        {
            (await ChildProcess.RunAsync(Toolbox.Git(tree, "checkout", "--quiet", "--detach", "--force", branch.Tip))).Require("git checkout");
            await rebase.RebaseAsync(tree, branch);
        }
    });

    /// <summary><c>git replay</c>, one process per branch; nothing where the installed git does not know it.</summary>
    public async Task<NaiveResult?> WithReplayAsync()
    {
        var usage = await ChildProcess.RunAsync(Toolbox.Git(prepared.Directory, "replay", "-h"));
        if (!usage.Text.Contains("git replay", StringComparison.Ordinal))
        {
            return null;
        }

        // Newer ones move the branches themselves unless they are asked to print.
        string[] printing = usage.Text.Contains("--ref-action", StringComparison.Ordinal) ? ["--ref-action=print"] : [];
        return await MeasureAsync("replay", async (repository, rebase) =>
        {
            foreach (var branch in rebase.Branches)
            {
                var range = $"{branch.Target}..refs/heads/{branch.Name}";
                var result = await ChildProcess.RunAsync(Toolbox.Git(repository, ["replay", .. printing, "--onto", branch.Target, range]));
                if (result is { ExitCode: 0 } && result.Text.Split(' ') is ["update", _, var tip, ..])
                {
                    rebase.Tips[branch.Name] = tip;
                }
            }
        });
    }

    private async Task<NaiveResult> MeasureAsync(string name, Func<string, Rebasing, Task> rebaseAll)
    {
        var repository = places.Next(name);
        await Toolbox.CopyAsync(prepared.Directory, repository);
        var tips = await References.ReadAsync(repository);
        var rebasing = new Rebasing([.. prepared.Branches.Select(branch =>
            new BranchToRebase(branch.BranchName, tips[$"refs/heads/{branch.BranchName}"], tips[$"refs/heads/{branch.AssignedTarget}"]))]);
        var cost = await Cost.OfChildrenAsync(() => rebaseAll(repository, rebasing));
        var trees = await TreesAsync(repository, [.. rebasing.Tips]);
        return new NaiveResult(cost, trees);
    }

    private static async Task<IReadOnlyDictionary<string, string>> TreesAsync(string repository, KeyValuePair<string, string>[] tips)
    {
        var trees = await Toolbox.GitAsync(repository, ["rev-parse", .. tips.Select(tip => $"{tip.Value}^{{tree}}")]);
        return tips.Zip(trees.Split('\n')).ToDictionary(pair => pair.First.Key, pair => pair.Second, StringComparer.Ordinal);
    }

    private sealed record BranchToRebase(string Name, string Tip, string Target);

    private sealed record Rebasing(IReadOnlyList<BranchToRebase> Branches)
    {
        public ConcurrentDictionary<string, string> Tips { get; } = new(StringComparer.Ordinal);

        /// <summary>Notes the new tip, or gives up and cleans up as a script does.</summary>
        public async Task RebaseAsync(string tree, BranchToRebase branch)
        {
            var result = await ChildProcess.RunAsync(Toolbox.Git(tree, "rebase", "--quiet", branch.Target));
            if (result.ExitCode == 0)
            {
                // Without a process, which would count: 'gitdir: ...' leads to the HEAD of the worktree.
                var link = await File.ReadAllTextAsync(Path.Combine(tree, ".git"));
                Tips[branch.Name] = (await File.ReadAllTextAsync(Path.Combine(link["gitdir: ".Length..].Trim(), "HEAD"))).Trim();
            }
            else
            {
                await ChildProcess.RunAsync(Toolbox.Git(tree, "rebase", "--abort"));
            }
        }
    }
}

/// <param name="Trees">The tree of every branch that could be rebased.</param>
internal sealed record NaiveResult(Cost Cost, IReadOnlyDictionary<string, string> Trees);
