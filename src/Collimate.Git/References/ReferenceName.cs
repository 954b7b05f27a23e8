namespace Collimate.Git.References;

/// <summary>The full name of a reference, for example <c>refs/heads/main</c>, byte for byte.</summary>
/// <param name="Full">Starts with <c>refs/</c>.</param>
public readonly record struct ReferenceName(ByteText Full) : IComparable<ReferenceName>
{
    private const string BranchPrefix = "refs/heads/";

    public bool IsBranch => Full.Bytes.StartsWith("refs/heads/"u8);

    /// <summary>The name as a person says it: a branch without <c>refs/heads/</c>. Not escaped.</summary>
    public string ShortName => IsBranch ? new ByteText(Full.Bytes[BranchPrefix.Length..]).ToString() : Full.ToString();

    public static bool operator <(ReferenceName left, ReferenceName right) => left.CompareTo(right) < 0;

    public static bool operator <=(ReferenceName left, ReferenceName right) => left.CompareTo(right) <= 0;

    public static bool operator >(ReferenceName left, ReferenceName right) => left.CompareTo(right) > 0;

    public static bool operator >=(ReferenceName left, ReferenceName right) => left.CompareTo(right) >= 0;

    public static ReferenceName Branch(string shortName) => new(new ByteText(BranchPrefix + shortName));

    public static ReferenceName Of(string fullName) => new(new ByteText(fullName));

    public int CompareTo(ReferenceName other) => Full.CompareTo(other.Full);

    public override string ToString() => Full.ToString();
}
