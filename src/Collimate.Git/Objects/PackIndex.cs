using System.Buffers.Binary;

namespace Collimate.Git.Objects;

/// <summary>Which objects a pack holds, from its index (gitformat-pack, "Version 2 pack-*.idx").</summary>
internal static class PackIndex
{
    private const int NamesStart = 8 + (256 * sizeof(int)); // The fan-out table ends with the number of all names.

    private static ReadOnlySpan<byte> Version2 => [0xff, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2];

    /// <returns>Sorted; nothing when the index has another version, as <c>pack.indexVersion</c> allows.</returns>
    /// <exception cref="IOException">It is not there.</exception>
    public static IReadOnlyList<ObjectId> Read(string path, ObjectFormat format)
    {
        var index = File.ReadAllBytes(path).AsSpan();
        if (!index.StartsWith(Version2))
        {
            return [];
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(index[(NamesStart - sizeof(int))..]);
        var width = format == ObjectFormat.Sha1 ? 20 : 32;
        var names = new ObjectId[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = new ObjectId(index.Slice(NamesStart + (i * width), width));
        }

        return names;
    }
}
