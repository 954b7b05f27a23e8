using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Collimate.Git.Objects;

/// <summary>Which hash names the objects of a repository (<c>extensions.objectFormat</c>).</summary>
internal enum ObjectFormat
{
    Sha1,
    Sha256,
}

internal static class ObjectNaming
{
    /// <summary>The id that git gives to an object with this content.</summary>
    /// <param name="type"><c>commit</c>, <c>tree</c> or <c>blob</c>.</param>
    public static ObjectId NameOf(this ObjectFormat format, string type, ReadOnlySpan<byte> content) => format.NameOf(WithHeader(type, content));

    /// <summary>The id that git gives to an object that has its header already.</summary>
    public static ObjectId NameOf(this ObjectFormat format, ReadOnlySpan<byte> withHeader) =>
        new(CryptographicOperations.HashData(format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, withHeader));

    /// <summary>The tree without entries; git knows it even where nobody has written it.</summary>
    public static ObjectId EmptyTree(this ObjectFormat format) => format.NameOf("tree", []);

    /// <summary>The content with what git puts before it, both in the hash and in a loose object.</summary>
    public static byte[] WithHeader(string type, ReadOnlySpan<byte> content) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {content.Length}\0")), .. content];
}
