using System.Globalization;
using System.Text;

namespace Collimate.Conformance.Tests.Generating;

/// <summary>Histories as one <c>git fast-import</c> stream.</summary>
internal sealed class ImportStream
{
    private const long FirstCommit = 1_700_000_000;
    private const int SecondsPerCommit = 60;

    private readonly StringBuilder _stream = new();
    private int _lastMark;

    public static byte[] Of(IEnumerable<Case> cases)
    {
        var stream = new ImportStream();
        foreach (var one in cases)
        {
            stream.Write(one);
        }

        return Encoding.Latin1.GetBytes(stream._stream.ToString());
    }

    private void Write(Case one)
    {
        var marks = new Dictionary<Commit, int>(ReferenceEqualityComparer.Instance);
        foreach (var commit in one.Commits)
        {
            marks.Add(commit, ++_lastMark);
            Write(commit, one.TargetName, marks);
        }

        WriteReset(one.TargetName, marks[one.Target]);
        foreach (var (name, tip) in one.NamedBranches)
        {
            WriteReset(name, marks[tip]);
        }
    }

    private void Write(Commit commit, string branch, Dictionary<Commit, int> marks)
    {
        var when = FirstCommit + (commit.Number * SecondsPerCommit);
        var reset = commit.Parents.Count == 0 ? $"reset refs/heads/{branch}\n\n" : ""; // Or it would stand on the last commit.
        var encoding = commit.Text.Encoding is { } name ? $"encoding {name}\n" : "";
        var author = commit.Text.Author.Replace("#", when.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        _stream.Append(CultureInfo.InvariantCulture, $"{reset}commit refs/heads/{branch}\nmark :{marks[commit]}\nauthor {author}\n");
        _stream.Append(CultureInfo.InvariantCulture, $"committer Ada Tester <ada@example.com> {when} +0100\n{encoding}");
        WriteData(commit.Text.Message);
        for (var i = 0; i < commit.Parents.Count; i++)
        {
            _stream.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "from" : "merge")} :{marks[commit.Parents[i]]}\n");
        }

        WriteFiles(commit.Parents.Count == 0 ? FileTree.Empty : commit.Parents[0].Tree, commit.Tree);
    }

    private void WriteFiles(FileTree before, FileTree after)
    {
        foreach (var path in before.Paths.Where(path => after[path] is null))
        {
            _stream.Append(CultureInfo.InvariantCulture, $"D {Quoted(path)}\n");
        }

        foreach (var path in after.Paths.Where(path => after[path] != before[path]))
        {
            var entry = after[path]!;
            if (entry.Mode == Entry.Gitlink)
            {
                _stream.Append(CultureInfo.InvariantCulture, $"M {entry.Mode} {entry.Content} {Quoted(path)}\n");
            }
            else
            {
                _stream.Append(CultureInfo.InvariantCulture, $"M {entry.Mode} inline {Quoted(path)}\n");
                WriteData(entry.Content);
            }
        }

        _stream.Append('\n');
    }

    private void WriteReset(string branch, int mark) =>
        _stream.Append(CultureInfo.InvariantCulture, $"reset refs/heads/{branch}\nfrom :{mark}\n\n");

    private void WriteData(string content) =>
        _stream.Append(CultureInfo.InvariantCulture, $"data {content.Length}\n{content}\n");

    private static string Quoted(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
