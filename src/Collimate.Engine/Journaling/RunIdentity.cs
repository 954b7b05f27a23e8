using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Collimate.Engine.Journaling;

/// <param name="Id"><c>yyyyMMddTHHmmssZ-xxxx</c>.</param>
/// <param name="StartedAt">UTC.</param>
internal sealed partial record RunIdentity(string Id, int ProcessId, DateTimeOffset StartedAt)
{
    public const string Pattern = "[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}";

    private const int SuffixLength = 4;

    /// <summary>That of a run, or of something else that needs the repository for itself, that begins now.</summary>
    public static RunIdentity New(AlignmentHost host)
    {
        var now = host.Time.GetUtcNow();
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return new RunIdentity($"{stamp}-{RandomNumberGenerator.GetHexString(SuffixLength, lowercase: true)}", host.ProcessId, now);
    }

    /// <summary>Whether a text can be the id of a run, and so the name of its folder.</summary>
    public static bool IsId(string text) => WholeId().IsMatch(text);

    [GeneratedRegex("^" + Pattern + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeId();
}
