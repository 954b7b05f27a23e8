using System.Globalization;
using System.Text;

namespace Collimate.TestKit;

/// <summary>Many commits on many branches, made by one process. A branch begins where it stands, or else at <c>main</c>.</summary>
/// <remarks>Commits are a minute apart and years younger than those of <see cref="TestRepository.Commit"/>.</remarks>
public sealed class History(TestRepository repository)
{
    private const string Person = "Ada Tester <ada@example.com>";
    private const int SecondsPerCommit = 60;

    private readonly List<byte> _stream = [];
    private readonly Dictionary<string, string> _revisions = new(StringComparer.Ordinal);
    private long _clock = 1_750_000_000;
    private int _lastMark;

    /// <summary>A branch that begins where another one is now.</summary>
    public History Start(string branch, string from)
    {
        Write($"reset refs/heads/{branch}\nfrom {Revision(from)}\n\n");
        _revisions[branch] = Revision(from);
        return this;
    }

    public History Commit(string branch, string message, params FileChange[] changes) => Commit(branch, Encoding.UTF8.GetBytes(message), changes);

    /// <param name="message">As it is, also when it is not UTF-8.</param>
    public History Commit(string branch, ReadOnlySpan<byte> message, params FileChange[] changes)
    {
        _clock += SecondsPerCommit;
        var mark = ++_lastMark;
        Write($"commit refs/heads/{branch}\nmark :{mark}\nauthor {Person} {_clock} +0100\ncommitter {Person} {_clock} +0100\n");
        WriteData(message);
        Write($"from {Revision(_revisions.ContainsKey(branch) || repository.Exists(branch) ? branch : "main")}\n");
        foreach (var change in changes)
        {
            Write(change);
        }

        Write("\n");
        _revisions[branch] = string.Create(CultureInfo.InvariantCulture, $":{mark}");
        return this;
    }

    /// <summary>A merge commit that keeps the files of the branch, beside the changes.</summary>
    public History Merge(string branch, string other, params FileChange[] changes)
    {
        _clock += SecondsPerCommit;
        var mark = ++_lastMark;
        Write($"commit refs/heads/{branch}\nmark :{mark}\ncommitter {Person} {_clock} +0100\n");
        WriteData(Encoding.UTF8.GetBytes($"Merge branch '{other}'"));
        Write($"from {Revision(branch)}\nmerge {Revision(other)}\n");
        foreach (var change in changes)
        {
            Write(change);
        }

        _revisions[branch] = string.Create(CultureInfo.InvariantCulture, $":{mark}");
        return this;
    }

    public void Import() => repository.FastImport([.. _stream]);

    private string Revision(string branch) => _revisions.GetValueOrDefault(branch) ?? $"refs/heads/{branch}^0";

    private void Write(FileChange change)
    {
        if (change.Content is null)
        {
            Write(change.MovedTo is null ? $"D {change.Path}\n" : $"R {change.Path} {change.MovedTo}\n");
            return;
        }

        Write($"M {change.Mode} inline {change.Path}\n");
        WriteData(change.Content);
    }

    private void WriteData(ReadOnlySpan<byte> content)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"data {content.Length}\n"));
        _stream.AddRange(content);
        Write("\n");
    }

    private void Write(string text) => _stream.AddRange(Encoding.UTF8.GetBytes(text));
}
