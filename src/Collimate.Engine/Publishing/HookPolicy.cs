namespace Collimate.Engine.Publishing;

/// <summary>What happens to the repository's hooks when references move.</summary>
public enum HookPolicy
{
    /// <summary>They run, as in git; one that lies inside a working tree, where a branch could bring it along, does not.</summary>
    Run,

    /// <summary>None runs.</summary>
    Skip,
}
