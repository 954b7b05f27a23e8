using System.Globalization;
using System.Text;

namespace Collimate.Benchmarks.Generating;

/// <summary>Writes the language of <c>git fast-import</c>: commits by somebody, one change after another.</summary>
/// <remarks>The stream ends in <c>done</c> and demands it, so git refuses one that was cut short.</remarks>
internal sealed class FastImportStream(Stream output)
{
    // Not the clock: equal shapes give equal object ids.
    private static readonly long FirstSecond = new DateTimeOffset(2020, 1, 6, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private int _marks;

    public void Begin() => Line("feature done");

    public void End() => Line("done");

    /// <param name="parent">Nothing for the first commit of a history.</param>
    /// <param name="minute">Minutes since the beginning of the story.</param>
    /// <returns>The mark of the commit, for others to stand on.</returns>
    public int Commit(string branch, int? parent, int minute, string message)
    {
        var mark = ++_marks;
        var when = Number(FirstSecond + (minute * 60L));
        Line($"commit refs/heads/{branch}");
        Line($"mark :{Number(mark)}");
        Line($"author Author of {branch} <author@example.com> {when} +0000");
        Line($"committer Author of {branch} <author@example.com> {when} +0000");
        Data(Encoding.UTF8.GetBytes(message + "\n"));
        if (parent is { } before)
        {
            Line($"from :{Number(before)}");
        }

        return mark;
    }

    /// <returns>The mark of a blob that many commits use.</returns>
    public int Blob(ReadOnlySpan<byte> content)
    {
        var mark = ++_marks;
        Line("blob");
        Line($"mark :{Number(mark)}");
        Data(content);
        return mark;
    }

    public void Write(string path, ReadOnlySpan<byte> content)
    {
        Line($"M 100644 inline {path}");
        Data(content);
    }

    public void Write(string path, int blob) => Line($"M 100644 :{Number(blob)} {path}");

    public void Rename(string from, string to) => Line($"R {from} {to}");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private void Data(ReadOnlySpan<byte> bytes)
    {
        Line($"data {Number(bytes.Length)}");
        output.Write(bytes);
        Line("");
    }

    private void Line(string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));
}
