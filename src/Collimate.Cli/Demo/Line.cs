namespace Collimate.Cli.Demo;

/// <summary>A branch while its story is told: each call adds one commit at its tip.</summary>
internal class Line
{
    private static readonly string[] People =
    [
        "Ada Winther <ada.winther@example.com>",
        "Bo Lindqvist <bo@harbour.example.com>",
        "Chidi Okafor <chidi.okafor@example.com>",
        "José Núñez <jose@gauges.example.com>",
    ];

    private readonly HistoryRecorder _recorder;
    private readonly string _author;
    private DemoCommit? _tip;

    protected Line(HistoryRecorder recorder, string name, DemoCommit? from)
    {
        _recorder = recorder;
        _author = People[recorder.Lines.Count % People.Length];
        _tip = from;
        Name = name;
        recorder.Add(this);
    }

    public string Name { get; }

    public DemoCommit Tip => _tip ?? throw new InvalidOperationException($"BUG: '{Name}' has no commit yet");

    public Line Commit(string message, params IEnumerable<FileChange> changes) => Commit(message, MessageEncoding.Utf8, changes);

    public Line Commit(string message, MessageEncoding encoding, IEnumerable<FileChange> changes)
    {
        var tree = changes.Aggregate(_tip?.Tree ?? DemoTree.Empty, (tree, change) => tree.Apply(change));
        return Advance(_tip is null ? [] : [_tip], tree, new CommitText(Name, _author, message, encoding));
    }

    /// <summary>Brings in what <paramref name="theirs"/> did since it parted from this line at <paramref name="mergeBase"/>.</summary>
    public Line Merge(string message, DemoCommit theirs, DemoCommit mergeBase)
    {
        var tree = Tip.Tree.Merge(theirs.Tree, mergeBase.Tree);
        return Advance([Tip, theirs], tree, new CommitText(Name, _author, message, MessageEncoding.Utf8));
    }

    /// <summary>Continues from another commit of its own, for a second line that is merged later.</summary>
    public Line ContinueFrom(DemoCommit commit)
    {
        _tip = commit;
        return this;
    }

    private Line Advance(IReadOnlyList<DemoCommit> parents, DemoTree tree, CommitText text)
    {
        _tip = _recorder.Commit(parents, tree, text);
        return this;
    }
}
