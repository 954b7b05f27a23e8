namespace Collimate.Cli.Demo;

/// <summary>A feature branch while its story is told.</summary>
internal sealed class FeatureLine : Line
{
    public FeatureLine(HistoryRecorder recorder, DemoBranch description, DemoCommit from)
        : base(recorder, description.Name, from) => Description = description;

    public DemoBranch Description { get; private set; }

    public FeatureLine InCluster(int? cluster)
    {
        Description = Description with { Cluster = cluster };
        return this;
    }

    /// <summary>Asks for its turn after all others of its group, alone.</summary>
    public FeatureLine AloneAndLast()
    {
        Description = Description with { Tags = [Description.Tags[0], "tag:sequential_required"] };
        return this;
    }
}
