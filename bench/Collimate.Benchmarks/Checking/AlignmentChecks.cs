using System.Globalization;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Measuring;

namespace Collimate.Benchmarks.Checking;

/// <summary>Looks whether what was fast was also right. Violations are sentences.</summary>
/// <param name="scripts">The folder of <c>snapshot</c> and <c>compare</c>.</param>
internal sealed class AlignmentChecks(PreparedRepository prepared, string scripts, string work)
{
    private readonly List<string> _violations = [];
    private Dictionary<string, string>? _firstHeads;
    private int _failedMerges;

    private string Before => Path.Combine(work, "before.snapshot");

    public IReadOnlyList<string> Violations => _violations;

    public void Add(string violation) => _violations.Add(violation);

    /// <summary>Remembers how a copy is before it is aligned.</summary>
    public async Task LookAsync(string copy) => await SnapshotAsync(copy, Before);

    /// <summary>Everything, of a copy that was looked at before: only listed branches moved, with backups; each holds its target; fsck finds nothing new; the result is the expected one.</summary>
    public async Task CheckAsync(AlignedCopy copy)
    {
        await CompareSnapshotsAsync(copy);
        await RequireTargetsAsync(copy);
        await RequireSoundObjectsAsync(copy);
        await RequireSameAsync(copy);
        var results = (await AlignmentResults.ReadAsync(copy.Results)).Values.ToArray();
        var aligned = results.Count(status => status == AlignmentResults.Completed);
        _failedMerges = results.Count(status => status == AlignmentResults.FailedMerge);
        Require(
            prepared.ExpectedAligned is not { } expected || expected == aligned,
            string.Create(CultureInfo.InvariantCulture, $"{aligned} branches were aligned, the generator expected {prepared.ExpectedAligned}"));
    }

    /// <summary>Every run gives the same commits.</summary>
    public async Task RequireSameAsync(AlignedCopy copy)
    {
        var heads = (await References.ReadAsync(copy.Directory))
            .Where(reference => reference.Key.StartsWith("refs/heads/", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        _firstHeads ??= heads;
        Require(
            heads.Count == _firstHeads.Count && heads.All(head => _firstHeads.GetValueOrDefault(head.Key) == head.Value),
            "two runs over the same repository ended with different branches");
    }

    /// <summary>The integration that is measured alone is the one of the whole run. A run must have been checked before.</summary>
    public void RequireSame(IntegrationReport integration)
    {
        var differing = integration.Tips.Count(tip => _firstHeads?.GetValueOrDefault($"refs/heads/{tip.Key}") != tip.Value);
        Require(
            differing == 0 && integration.Failed == _failedMerges,
            string.Create(CultureInfo.InvariantCulture, $"the integration alone gave {differing} other tips than the run, and {integration.Failed} failures instead of {_failedMerges}"));
    }

    private async Task CompareSnapshotsAsync(AlignedCopy copy)
    {
        var after = await SnapshotAsync(copy.Directory, Path.Combine(work, "after.snapshot"));
        var result = await ChildProcess.RunAsync(Toolbox.Program(Path.Combine(scripts, "compare"), [Before, after, copy.Results, prepared.List]));
        var lines = result.Text.Split('\n');
        foreach (var violation in lines.Where(line => line.StartsWith("violation: ", StringComparison.Ordinal)))
        {
            Require(false, violation["violation: ".Length..]);
        }

        Require(result.ExitCode <= 1, $"bench/compare ended with {result.ExitCode}: {result.Error.Trim()}");
        Require(lines.Contains("no result   0", StringComparer.Ordinal), "some branches have no result");
    }

    private async Task<string> SnapshotAsync(string repository, string file)
    {
        var snapshot = (await ChildProcess.RunAsync(Toolbox.Program(Path.Combine(scripts, "snapshot"), [repository]))).Require("bench/snapshot");
        await File.WriteAllBytesAsync(file, snapshot.Output);
        return file;
    }

    private async Task RequireTargetsAsync(AlignedCopy copy)
    {
        var results = await AlignmentResults.ReadAsync(copy.Results);
        foreach (var group in prepared.Branches.GroupBy(branch => branch.AssignedTarget, StringComparer.Ordinal))
        {
            var holders = (await Toolbox.GitAsync(copy.Directory, "for-each-ref", "--format=%(refname:lstrip=2)", $"--contains=refs/heads/{group.Key}", "refs/heads"))
                .Split('\n').ToHashSet(StringComparer.Ordinal);
            foreach (var branch in group.Where(branch => results.GetValueOrDefault(branch.BranchName) == AlignmentResults.Completed))
            {
                Require(holders.Contains(branch.BranchName), $"completed without its target: {branch.BranchName}");
            }
        }
    }

    private async Task RequireSoundObjectsAsync(AlignedCopy copy)
    {
        var before = await ComplaintsAsync(prepared.Directory);
        foreach (var complaint in (await ComplaintsAsync(copy.Directory)).Except(before, StringComparer.Ordinal))
        {
            Require(false, $"fsck: {complaint}");
        }
    }

    /// <summary>What fsck says, without the ways that lead to an object that was missing before: new trees may refer to it again.</summary>
    private static async Task<IReadOnlyList<string>> ComplaintsAsync(string repository)
    {
        var result = await ChildProcess.RunAsync(Toolbox.Git(repository, "fsck", "--full", "--strict", "--no-dangling", "--no-progress"));
        return [.. $"{result.Text}\n{result.Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("broken link from", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)];
    }

    private void Require(bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add(violation);
        }
    }
}
