namespace Collimate.Conformance.Tests.Generating;

/// <summary>Lines of history that come together.</summary>
internal sealed class Merges(Dice dice, Recorder history, Edits edits, Line target)
{
    public void TargetIntoBranch(Line branch)
    {
        if (!branch.Tip.SelfAndAncestors().Contains(target.Tip))
        {
            history.Merge(branch, target.Tip);
            history.Situations.Add(Situation.TargetMergedIntoBranch);
        }
    }

    public void BranchIntoTarget(Line branch)
    {
        if (branch.Own.Count > 0 && dice.Pick(branch.Own) is var merged && !target.Tip.SelfAndAncestors().Contains(merged))
        {
            history.Merge(target, merged);
            history.Situations.Add(Situation.BranchMergedIntoTarget);
            CommitOn(branch);
        }
    }

    /// <summary>Both sides merge what the other had, so that two commits are the best common ancestors.</summary>
    public void CrissCross(Line branch)
    {
        var (ours, theirs) = (target.Tip, branch.Tip);
        if (ours.SelfAndAncestors().Contains(theirs) || theirs.SelfAndAncestors().Contains(ours))
        {
            return;
        }

        history.Merge(target, theirs);
        history.Merge(branch, ours);
        history.Situations.Add(Situation.CrissCross);
        CommitOn(target);
        CommitOn(branch);
    }

    public void SideLine(Line branch)
    {
        var side = new Line(branch.Tip);
        for (var commits = dice.Between(1, 2); commits > 0; commits--)
        {
            CommitOn(side);
        }

        if (dice.Chance(70))
        {
            CommitOn(branch);
        }

        if (side.Own.Count > 0)
        {
            history.Merge(branch, side.Tip);
            history.Situations.Add(Situation.SideLine);
        }
    }

    /// <summary>A line that left the branch at its beginning, or the target at some time.</summary>
    public void ParallelLines(Line branch)
    {
        var side = new Line(dice.Chance(50) || target.Own.Count == 0 ? branch.Start : dice.Pick(target.Own));
        for (var commits = dice.Between(1, 3); commits > 0; commits--)
        {
            CommitOn(side);
            if (dice.Chance(40))
            {
                CommitOn(branch);
            }
        }

        if (side.Own.Count > 0 && side.Start != branch.Tip)
        {
            history.Merge(branch, side.Tip);
            history.Situations.Add(Situation.ParallelLines);
        }
    }

    public void Octopus(Line branch)
    {
        Line[] sides = [new(branch.Tip), new(branch.Tip)];
        foreach (var side in sides)
        {
            CommitOn(side);
        }

        if (sides.All(side => side.Own.Count > 0))
        {
            history.Merge(branch, [.. sides.Select(side => side.Tip)]);
            history.Situations.Add(Situation.Octopus);
        }
    }

    /// <summary>A history of its own joins the branch or the target.</summary>
    public void OtherRoot(Line branch)
    {
        var root = history.Root(edits.Next(FileTree.Empty).Aggregate(FileTree.Empty.With("other", new Entry(Entry.Regular, "other\n")), (tree, change) => change.ApplyTo(tree) ?? tree));
        var side = new Line(root);
        if (dice.Chance(50))
        {
            CommitOn(side);
        }

        history.Merge(dice.Chance(70) ? branch : target, side.Tip);
        history.Situations.Add(Situation.SeveralRoots);
    }

    private void CommitOn(Line line)
    {
        if (dice.Chance(8))
        {
            history.Empty(line);
        }
        else
        {
            history.Commit(line, edits.Next(line.Tip.Tree));
        }
    }
}
