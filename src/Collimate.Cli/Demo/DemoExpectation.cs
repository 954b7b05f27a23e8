namespace Collimate.Cli.Demo;

/// <summary>What becomes of a branch of the demonstration with the default strategy, as git itself would decide.</summary>
internal enum DemoExpectation
{
    /// <summary>Its commits are replayed, or merged where it has merges of its own.</summary>
    Aligns,

    /// <summary>It has nothing of its own and moves to the tip of its primary branch.</summary>
    FastForwards,

    /// <summary>It already contains the tip of its primary branch.</summary>
    AlreadyAligned,

    /// <summary>One of its commits cannot be applied cleanly.</summary>
    Conflicts,
}
