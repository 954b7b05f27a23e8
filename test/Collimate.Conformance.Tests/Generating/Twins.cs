namespace Collimate.Conformance.Tests.Generating;

/// <summary>Commits of a branch that come to its target by another way than a merge, and are perhaps taken back there.</summary>
internal sealed class Twins(Dice dice, Recorder history, Line target)
{
    public void CherryPick(Line branch) => Again(branch, commit => commit.Changes, Situation.CherryPick);

    public void Respaced(Line branch) => Again(branch, commit => commit.Changes.Select(change => change.Respaced), Situation.RespacedCherryPick);

    public void Chmod(Line branch) => Again(branch, WithOtherMode, Situation.ChmodTwin);

    public void Squash(Line branch)
    {
        if (branch.Own.Count > 1)
        {
            history.Again(target, branch.Own.SelectMany(commit => commit.Changes), Situation.Squash);
        }
    }

    public void RevertPick(Line branch)
    {
        var picks = target.Own.Where(commit => commit.IsTwin).ToArray();
        if (picks.Length == 0 && branch.Own.Count > 0 && history.Again(target, dice.Pick(branch.Own).Changes, Situation.CherryPick) is { } made)
        {
            picks = [made];
        }

        if (picks.Length > 0)
        {
            history.Again(target, Backwards(dice.Pick(picks)), Situation.RevertOfCherryPick);
        }
    }

    public void RevertOnTarget(Line branch) => Revert(target);

    public void RevertOnBranch(Line branch) => Revert(branch);

    private void Revert(Line line)
    {
        if (line.Own.Count > 0)
        {
            history.Again(line, Backwards(dice.Pick(line.Own)), Situation.Revert);
        }
    }

    private void Again(Line branch, Func<Commit, IEnumerable<Change>> changes, Situation situation)
    {
        if (branch.Own.Count > 0)
        {
            history.Again(target, changes(dice.Pick(branch.Own)), situation);
        }
    }

    /// <summary>The same changes, and the executable bit of one of the files as well.</summary>
    private static IEnumerable<Change> WithOtherMode(Commit commit)
    {
        var changed = commit.Changes.Select(change => change.At).Where(path => commit.Tree[path] is { IsFile: true }).ToArray();
        return changed.Length == 0 ? commit.Changes : [.. commit.Changes, Edits.SwitchExecutable(commit.Tree, changed[^1])];
    }

    private static IEnumerable<Change> Backwards(Commit commit) => commit.Changes.Reverse().Select(change => change.Inverse);
}
