namespace Collimate.Conformance.Tests.Generating;

/// <summary>A line of history that grows: the target, a branch, or something beside them.</summary>
internal sealed class Line(Commit start)
{
    public Commit Start { get; } = start;

    public Commit Tip { get; set; } = start;

    /// <summary>Those with one parent that were made on this line.</summary>
    public List<Commit> Own { get; } = [];
}
