namespace Collimate.Conformance.Tests.Generating;

/// <summary>A small history: a target, branches of it, and what is special about them.</summary>
/// <param name="Seed">Makes the same case again.</param>
/// <param name="Commits">Parents first.</param>
internal sealed record Case(int Seed, IReadOnlyList<Commit> Commits, Commit Target, IReadOnlyList<Commit> Branches)
{
    public required IReadOnlySet<Situation> Situations { get; init; }

    public string TargetName => NameOfTarget(Seed);

    public IEnumerable<(string Name, Commit Tip)> NamedBranches => Branches.Select((tip, i) => ($"f{Seed}-{i}", tip));

    public static string NameOfTarget(int seed) => $"t{seed}";
}
