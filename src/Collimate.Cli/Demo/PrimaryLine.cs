namespace Collimate.Cli.Demo;

/// <summary>A primary branch while its story is told, and the feature branches that follow it.</summary>
internal sealed class PrimaryLine(HistoryRecorder recorder, string name, DemoCommit? from) : Line(recorder, name, from)
{
    // Nothing random: the third branch of each primary is as sure as the third of the others.
    private static readonly double[] Confidences = [0.97, 0.88, 0.93, 0.79, 0.85, 0.71, 0.91, 0.66, 0.82, 0.95, 0.74];

    private readonly HistoryRecorder _recorder = recorder;
    private readonly int _cluster = recorder.Lines.OfType<PrimaryLine>().Count();
    private int _followers;

    public FeatureLine Aligns(string branch, string kind, DemoCommit from) =>
        Branch((branch, from), kind, DemoExpectation.Aligns);

    public FeatureLine Conflicts(string branch, string kind, DemoCommit from) =>
        Branch((branch, from), kind, DemoExpectation.Conflicts);

    /// <summary>A branch at an old commit of this primary branch, or at a commit that reached it since.</summary>
    public FeatureLine FastForwards(string branch, string kind, DemoCommit at) =>
        Branch((branch, at), kind, DemoExpectation.FastForwards);

    /// <summary>A branch that grows from where this primary branch stays.</summary>
    public FeatureLine AlreadyAligned(string branch, string kind) =>
        Branch((branch, Tip), kind, DemoExpectation.AlreadyAligned);

    private FeatureLine Branch((string Name, DemoCommit From) start, string kind, DemoExpectation expected)
    {
        var confidence = Confidences[_followers++ % Confidences.Length];
        string[] tags = [$"tag:{Name.Replace('-', '_')}_branch", "tag:parallel_safe"];
        var description = new DemoBranch(start.Name, Name, confidence, tags, _cluster, kind, expected);
        return new FeatureLine(_recorder, description, start.From);
    }
}
