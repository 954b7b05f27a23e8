namespace Collimate.Engine;

/// <summary>What kept a branch from being aligned, as a stable word for programs and one sentence of advice for people.</summary>
/// <param name="Name">snake_case; never changes once it is published.</param>
/// <param name="Advice">What a person can do, in one sentence.</param>
public sealed record OutcomeCode(string Name, OutcomeKind Kind, string Advice)
{
    public override string ToString() => Name;
}

/// <summary>What an outcome says about the alignment of a whole group.</summary>
public enum OutcomeKind
{
    /// <summary>The branch was tried and could not be aligned. The circuit breaker counts it.</summary>
    Failure,

    /// <summary>The branch could not be tried. It says nothing about the others.</summary>
    Refusal,

    /// <summary>Somebody else was faster. It says nothing about the others.</summary>
    LostRace,

    /// <summary>The branch is aligned, and a person should look at something all the same.</summary>
    Warning,
}
