namespace Collimate.Cli.Demo;

/// <summary>One recorded commit.</summary>
/// <param name="Mark">Its number in the stream, from 1.</param>
/// <param name="Parents">First parent first; none for the root.</param>
/// <param name="Tree">What it records.</param>
/// <param name="Text">Who says what, and when.</param>
internal sealed record DemoCommit(int Mark, IReadOnlyList<DemoCommit> Parents, DemoTree Tree, CommitText Text)
{
    public IEnumerable<(string Path, DemoFile? File)> Changes =>
        Tree.ChangesSince(Parents.Count == 0 ? DemoTree.Empty : Parents[0].Tree);
}
