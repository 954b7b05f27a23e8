using System.Globalization;

namespace Collimate.Git.Sessions;

/// <summary>What one git child may keep in memory. None of it changes an answer, only how often a pack is read again.</summary>
/// <param name="MappedPackBytes">For <c>core.packedGitLimit</c>.</param>
/// <param name="WindowBytes">For <c>core.packedGitWindowSize</c>: git maps at least one window, so it is a part of the limit.</param>
/// <param name="DeltaBaseBytes">For <c>core.deltaBaseCacheLimit</c>.</param>
/// <param name="SessionBytes">What a child that stays open may hold of its own before a fresh one takes its place.</param>
internal sealed record GitMemory(long MappedPackBytes, long WindowBytes, long DeltaBaseBytes, long SessionBytes)
{
    private const long MiB = 1 << 20;

    /// <summary>Shares for a handful of children that work at a time.</summary>
    /// <param name="bytes">What the whole run may hold.</param>
    public static GitMemory For(long bytes) => new(
        Math.Clamp(bytes / 4, 16 * MiB, 128 * MiB),
        Math.Clamp(bytes / 16, 4 * MiB, 32 * MiB),
        Math.Clamp(bytes / 64, 4 * MiB, 16 * MiB), // More makes no merge faster, and ends processes early that have read much.
        Math.Min(bytes / 20, 64 * MiB));

    public IEnumerable<(string Key, string Value)> Pins =>
    [
        ("core.packedGitLimit", Text(MappedPackBytes)),
        ("core.packedGitWindowSize", Text(WindowBytes)),
        ("core.deltaBaseCacheLimit", Text(DeltaBaseBytes)),
    ];

    private static string Text(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
