using System.Text;

namespace Collimate.Git.References;

/// <summary>Which names git could never accept for a branch, as in <c>git check-ref-format --branch</c>.</summary>
/// <remarks>
/// Stricter than git in one place: git can make a branch called <c>@</c>, but reads that name as <c>HEAD</c> wherever it expects a revision.
/// </remarks>
internal static class BranchNameRules
{
    private const int FirstPrintable = 0x20;
    private const int Delete = 0x7F;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Forbidden => " ~^:?*[\\"u8;

    /// <summary>The first reason why this is no name of a branch, as the end of a sentence ("contains '..'"), or null.</summary>
    public static string? FindViolation(string name)
    {
        try
        {
            return FindViolation(Strict.GetBytes(name));
        }
        catch (EncoderFallbackException)
        {
            return "contains half of a surrogate pair";
        }
    }

    /// <inheritdoc cref="FindViolation(string)"/>
    public static string? FindViolation(ReadOnlySpan<byte> utf8) =>
        ViolationOfWhole(utf8) ?? ViolationOfBytes(utf8) ?? ViolationOfSequences(utf8) ?? ViolationOfComponents(utf8);

    private static string? ViolationOfWhole(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "is empty";
        }

        if (utf8.SequenceEqual("HEAD"u8) || utf8.SequenceEqual("@"u8))
        {
            return "means the current commit";
        }

        return utf8[0] == '-' ? "begins with '-'" : null;
    }

    private static string? ViolationOfBytes(ReadOnlySpan<byte> utf8)
    {
        foreach (var value in utf8)
        {
            if (value is < FirstPrintable or Delete)
            {
                return "contains a control character";
            }

            if (Forbidden.Contains(value))
            {
                return value == ' ' ? "contains a space" : $"contains '{(char)value}'";
            }
        }

        return null;
    }

    private static string? ViolationOfSequences(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf(".."u8) >= 0)
        {
            return "contains '..'";
        }

        if (utf8.IndexOf("@{"u8) >= 0)
        {
            return "contains '@{'";
        }

        return utf8.EndsWith("."u8) ? "ends with '.'" : null;
    }

    private static string? ViolationOfComponents(ReadOnlySpan<byte> utf8)
    {
        foreach (var range in utf8.Split((byte)'/'))
        {
            var component = utf8[range];
            if (component.IsEmpty)
            {
                return "has an empty part before, after or between slashes";
            }

            if (component.StartsWith("."u8))
            {
                return "has a part that begins with '.'";
            }

            if (component.EndsWith(".lock"u8))
            {
                return "has a part that ends with '.lock'";
            }
        }

        return null;
    }
}
