namespace Collimate.Conformance.Tests.Generating;

/// <summary>Makes up a history, the same one for the same seed.</summary>
internal sealed class CaseGenerator
{
    private readonly int _seed;
    private readonly Dice _dice;
    private readonly Edits _edits;
    private readonly Recorder _history;
    private readonly Line _target;
    private readonly List<Line> _branches = [];
    private readonly (int Weight, Action<Line> Do)[] _events;

    private CaseGenerator(int seed)
    {
        _seed = seed;
        _dice = new Dice(seed);
        _edits = new Edits(_dice);
        _history = new Recorder(_dice);
        _target = new Line(Start());
        _branches.Add(new Line(_target.Tip));
        var twins = new Twins(_dice, _history, _target);
        var merges = new Merges(_dice, _history, _edits, _target);
        _events =
        [
            (32, CommitOn), (24, _ => CommitOn(_target)), (3, branch => _history.Empty(branch)), (3, StartBranch),
            (3, merges.TargetIntoBranch), (3, merges.BranchIntoTarget), (3, merges.CrissCross), (4, merges.SideLine),
            (2, merges.ParallelLines), (1, merges.Octopus), (2, merges.OtherRoot),
            (8, twins.CherryPick), (3, twins.Respaced), (3, twins.Chmod), (2, twins.Squash), (3, twins.RevertPick), (3, twins.RevertOnTarget), (1, twins.RevertOnBranch),
        ];
    }

    public static Case Generate(int seed) => new CaseGenerator(seed).Run();

    private Case Run()
    {
        if (_dice.Chance(97))
        {
            CommitOn(_branches[0]);
            CommitOn(_target);
        }

        for (var steps = _dice.Between(1, 9); steps > 0; steps--)
        {
            _dice.Weighted(_events)(_dice.Pick(_branches));
        }

        var situations = _history.Situations;
        situations.UnionWith(_branches.SelectMany(branch => Noticed.Between(_target, branch)));
        return new Case(_seed, _history.Commits, _target.Tip, [.. _branches.Select(branch => branch.Tip)]) { Situations = situations };
    }

    private Commit Start()
    {
        var tree = _edits.StartingTree;
        if (tree[".gitattributes"] is { } attributes)
        {
            _history.Situations.Add(attributes.Content.Contains("eol=", StringComparison.Ordinal) ? Situation.OwnAttributesOfLineEnds : Situation.Attributes);
        }

        if (_dice.Chance(70))
        {
            return _history.Root(tree);
        }

        var line = new Line(_history.SharedRoot());
        var changes = tree.Paths.Select(Change (path) => new Change.Put(path, line.Tip.Tree[path], tree[path]));
        return _history.Commit(line, changes) ?? line.Tip;
    }

    private void CommitOn(Line line) => _history.Commit(line, _edits.Next(line.Tip.Tree));

    private void StartBranch(Line from)
    {
        if (_dice.Chance(40) && from.Own.Count > 0)
        {
            _history.Situations.Add(Situation.StackedBranch);
            _branches.Add(new Line(_dice.Chance(60) ? from.Tip : _dice.Pick(from.Own)));
        }
        else if (_target.Own.Count > 0)
        {
            _branches.Add(new Line(_dice.Pick(_target.Own)));
        }

        if (_dice.Chance(75))
        {
            CommitOn(_branches[^1]);
        }
        else if (_target.Tip.SelfAndAncestors().Contains(_branches[^1].Tip))
        {
            _history.Situations.Add(Situation.BranchBehindTarget);
        }
    }
}
