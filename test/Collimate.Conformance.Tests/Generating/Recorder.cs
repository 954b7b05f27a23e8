namespace Collimate.Conformance.Tests.Generating;

/// <summary>Adds commits to a history and remembers what was special about them.</summary>
internal sealed class Recorder(Dice dice)
{
    private readonly List<Commit> _commits = [];

    public IReadOnlyList<Commit> Commits => _commits;

    public HashSet<Situation> Situations { get; } = [];

    /// <summary>A commit without parents, that every case has alike.</summary>
    public Commit SharedRoot()
    {
        var tree = FileTree.Empty.With("a.txt", new Entry(Entry.Regular, "shared\n"));
        return Add(new Commit(0, [], tree) { Text = new CommitText("Ada Tester <ada@example.com> # +0100", "shared root\n", null) });
    }

    public Commit Root(FileTree tree) => Add(new Commit(_commits.Count, [], tree) { Text = NewText() });

    /// <summary>Makes the changes that fit, if any does.</summary>
    /// <returns>The commit, or nothing where no change fits.</returns>
    public Commit? Commit(Line line, IEnumerable<Change> changes, CommitText? text = null)
    {
        var tree = line.Tip.Tree;
        var made = new List<Change>();
        foreach (var change in changes)
        {
            if (change.ApplyTo(tree) is { } next)
            {
                Note(change, tree);
                tree = next;
                made.Add(change);
            }
        }

        return made.Count == 0 ? null : Commit(line, tree, made, text);
    }

    public Commit Empty(Line line)
    {
        Situations.Add(Situation.EmptyCommit);
        return Commit(line, line.Tip.Tree, [], null);
    }

    /// <summary>A cherry-pick, a squash or a revert: a commit whose changes were made elsewhere before.</summary>
    public Commit? Again(Line line, IEnumerable<Change> changes, Situation situation)
    {
        var made = Commit(line, changes);
        if (made is null)
        {
            return null;
        }

        Situations.Add(situation);
        line.Own[^1] = line.Tip = _commits[^1] = made with { IsTwin = situation != Situation.Squash && situation != Situation.Revert };
        return line.Tip;
    }

    public void Merge(Line line, params Commit[] others)
    {
        var merged = line.Tip.Tree;
        foreach (var other in others)
        {
            var known = other.SelfAndAncestors();
            var origin = line.Tip.SelfAndAncestors().Where(known.Contains).MaxBy(commit => commit.Number)?.Tree ?? FileTree.Empty;
            merged = FileTree.Merge(origin, merged, other.Tree, () => dice.Chance(50));
        }

        line.Tip = Add(new Commit(_commits.Count, [line.Tip, .. others], merged) { Text = NewText() });
    }

    private Commit Commit(Line line, FileTree tree, IReadOnlyList<Change> changes, CommitText? text)
    {
        line.Tip = Add(new Commit(_commits.Count, [line.Tip], tree) { Changes = changes, Text = text ?? NewText() });
        line.Own.Add(line.Tip);
        return line.Tip;
    }

    private Commit Add(Commit commit)
    {
        _commits.Add(commit);
        if (commit.Text.IsNotUtf8)
        {
            Situations.Add(Situation.MessageNotUtf8);
        }

        if (commit.Text.IsOdd)
        {
            Situations.Add(Situation.OddMessage);
        }

        return commit;
    }

    private CommitText NewText() => CommitText.Random(dice, _commits.Count);

    private void Note(Change change, FileTree tree)
    {
        Situations.UnionWith(Noticed.In(change, tree));
    }
}
