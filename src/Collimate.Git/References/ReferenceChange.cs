using Collimate.Git.Objects;

namespace Collimate.Git.References;

/// <summary>
/// A wish to change one reference. Each case says what it expects to find, so a commit that arrives meanwhile is never lost.
/// </summary>
internal abstract record ReferenceChange(ReferenceName Reference)
{
    /// <summary>What the lock of the reference holds, unless it is empty.</summary>
    public ObjectId LockContent => this switch
    {
        Create create => create.New,
        Move move => move.New,
        Delete delete => delete.Expected,
        _ => throw new System.Diagnostics.UnreachableException($"BUG: unknown change {GetType().Name}"),
    };

    /// <summary>The reference must not exist yet.</summary>
    public sealed record Create(ReferenceName Name, ObjectId New) : ReferenceChange(Name);

    /// <summary>The reference must still point at <paramref name="Expected"/>.</summary>
    public sealed record Move(ReferenceName Name, ObjectId Expected, ObjectId New) : ReferenceChange(Name);

    /// <summary>The reference must still point at <paramref name="Expected"/>.</summary>
    public sealed record Delete(ReferenceName Name, ObjectId Expected) : ReferenceChange(Name);
}
