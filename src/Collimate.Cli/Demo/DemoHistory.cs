namespace Collimate.Cli.Demo;

/// <summary>
/// The repository of the demonstration: a small project about tides with three primary branches and fifty feature branches
/// of every kind. It reads no clock and no configuration, so it has the same object ids everywhere.
/// </summary>
internal sealed class DemoHistory
{
    private readonly HistoryRecorder _recorder = new();

    public DemoHistory()
    {
        var founding = MainStory.Tell(_recorder);
        ScientificStory.Tell(_recorder, founding);
        OrchestrationStory.Tell(_recorder, founding.Founded);

        Primaries = [.. _recorder.Lines.OfType<PrimaryLine>().Select(line => line.Name)];
        Branches = [.. _recorder.Lines.OfType<FeatureLine>().Select(line => line.Description)];
    }

    /// <summary>The primary branches; the first is the one to check out.</summary>
    public IReadOnlyList<string> Primaries { get; }

    /// <summary>The fifty feature branches, grouped by primary branch, in the order in which they were made.</summary>
    public IReadOnlyList<DemoBranch> Branches { get; }

    /// <summary>Writes what <c>git fast-import</c> reads.</summary>
    public void WriteTo(Stream stream)
    {
        var writer = new FastImportWriter(stream);
        writer.Begin();
        foreach (var commit in _recorder.Commits)
        {
            writer.Commit(commit);
        }

        // Each branch once more: some share a tip, some never made a commit, some began a second line.
        foreach (var line in _recorder.Lines)
        {
            writer.Reset(line.Name, line.Tip);
        }

        writer.End();
    }
}
