using System.Globalization;
using System.Text;

namespace Collimate.Cli.Demo;

/// <summary>Writes the language of <c>git fast-import</c>.</summary>
/// <remarks>The stream ends in <c>done</c> and demands it, so git refuses one that was cut short.</remarks>
internal sealed class FastImportWriter(Stream output)
{
    private static readonly DateTimeOffset FirstCommit = new(2025, 3, 3, 9, 0, 0, TimeSpan.Zero);

    public void Begin() => Line("feature done");

    public void End() => Line("done");

    public void Commit(DemoCommit commit)
    {
        var encoding = commit.Text.Encoding == MessageEncoding.Latin1 ? Encoding.Latin1 : Encoding.UTF8;
        var seconds = FirstCommit.AddMinutes(commit.Mark).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        Line($"commit refs/heads/{commit.Text.Branch}");
        Line($"mark :{Number(commit.Mark)}");
        Line($"author {commit.Text.Author} {seconds} +0000", encoding);
        Line($"committer {commit.Text.Author} {seconds} +0000", encoding);
        if (commit.Text.Encoding == MessageEncoding.Latin1)
        {
            Line("encoding ISO-8859-1");
        }

        Data(encoding.GetBytes(commit.Text.Message + "\n"));
        Parents(commit);
        Changes(commit);
        Line("");
    }

    public void Reset(string branch, DemoCommit tip)
    {
        Line($"reset refs/heads/{branch}");
        Line($"from :{Number(tip.Mark)}");
        Line("");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Parents(DemoCommit commit)
    {
        var word = "from";
        foreach (var parent in commit.Parents)
        {
            Line($"{word} :{Number(parent.Mark)}");
            word = "merge";
        }
    }

    private void Changes(DemoCommit commit)
    {
        foreach (var (path, file) in commit.Changes)
        {
            if (file is null)
            {
                Line($"D {path}");
                continue;
            }

            Line($"M {file.Mode} inline {path}");
            Data(file.Content.Span);
        }
    }

    private void Data(ReadOnlySpan<byte> bytes)
    {
        Line($"data {Number(bytes.Length)}");
        output.Write(bytes);
        Line("");
    }

    private void Line(string text) => Line(text, Encoding.UTF8);

    private void Line(string text, Encoding encoding) => output.Write(encoding.GetBytes(text + "\n"));
}
