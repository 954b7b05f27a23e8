namespace Collimate.Engine.Publishing;

/// <summary>What happens to the repository's hooks when references move.</summary>
public enum HookPolicy
{
    /// <summary>They run, as in git; a hook file that is tracked content of the repository does not.</summary>
    Run,

    /// <summary>None runs.</summary>
    Skip,
}
