namespace Collimate.Conformance.Tests.Comparing;

/// <summary>What became of a branch, by git's hands or by ours.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <param name="Tip">Object id.</param>
    public sealed record Done(string Tip) : Outcome
    {
        /// <summary>Lines of facts: the tree of the tip, and what stands between target and tip.</summary>
        public IReadOnlyList<string> Facts { get; init; } = [];

        public override string ToString() => $"{Tip}\n      {string.Join("\n      ", Facts)}";
    }

    public sealed record Conflict(string Where) : Outcome
    {
        public override string ToString() => $"conflict {Where}";
    }

    /// <summary>Neither aligned nor in conflict.</summary>
    public sealed record Neither(string Category, string Reason) : Outcome
    {
        public override string ToString() => $"{Category}: {Reason}";
    }
}
