namespace Collimate.Cli.Demo;

/// <summary>Collects the commits and lines of the demonstration in the order in which they are told.</summary>
internal sealed class HistoryRecorder
{
    private readonly List<DemoCommit> _commits = [];
    private readonly List<Line> _lines = [];

    public IReadOnlyList<DemoCommit> Commits => _commits;

    public IReadOnlyList<Line> Lines => _lines;

    public void Add(Line line) => _lines.Add(line);

    public DemoCommit Commit(IReadOnlyList<DemoCommit> parents, DemoTree tree, CommitText text)
    {
        var commit = new DemoCommit(_commits.Count + 1, parents, tree, text);
        _commits.Add(commit);
        return commit;
    }
}
