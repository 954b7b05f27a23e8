using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Collimate.Engine.Journaling;

/// <param name="Id"><c>yyyyMMddTHHmmssZ-xxxx</c>.</param>
/// <param name="StartedAt">UTC.</param>
internal sealed partial record RunIdentity(string Id, int ProcessId, DateTimeOffset StartedAt)
{
    public const string Pattern = "[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}";

    private const string StampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int StampLength = 16;
    private const int SuffixLength = 4;

    /// <summary>That of a run, or of something else that needs the repository for itself, that begins now.</summary>
    public static RunIdentity New(AlignmentHost host)
    {
        var now = host.Time.GetUtcNow();
        var stamp = now.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture);
        return new RunIdentity($"{stamp}-{RandomNumberGenerator.GetHexString(SuffixLength, lowercase: true)}", host.ProcessId, now);
    }

    /// <summary>Whether a text can be the id of a run, and so the name of its folder.</summary>
    public static bool IsId(string text) => WholeId().IsMatch(text) && TryReadTime(text, out _);

    /// <summary>When the run with this id began: UTC, to the second.</summary>
    public static DateTimeOffset TimeOf(string id) => TryReadTime(id, out var time) ? time : throw new FormatException($"'{id}' is no id of a run");

    private static bool TryReadTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text.AsSpan(0, Math.Min(text.Length, StampLength)), StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    [GeneratedRegex("^" + Pattern + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeId();
}
