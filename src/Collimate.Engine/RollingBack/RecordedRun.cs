using Collimate.Engine.Journaling;
using Collimate.Engine.Publishing;
using Collimate.Git.Objects;

namespace Collimate.Engine.RollingBack;

/// <summary>What the journal of a run says about branches.</summary>
internal sealed class RecordedRun
{
    private readonly OrderedDictionary<string, BranchMove> _intended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notPublished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BranchMove> _published = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BranchMove> _undoing = new(StringComparer.Ordinal);

    private int _version;

    private RecordedRun(JournalContent journal) => Journal = journal;

    public JournalContent Journal { get; }

    /// <summary>Whether the run, and whatever was begun with it since, has ended or was recovered.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Announced, and nobody has noted what became of it; in the order of the plan, what a branch stands on before it.</summary>
    public IReadOnlyCollection<BranchMove> Open => _intended.Values;

    /// <summary>Announced, and where they were.</summary>
    public IReadOnlySet<string> NotPublished => _notPublished;

    /// <summary>Moved by the run, and not moved back since.</summary>
    public IReadOnlyCollection<BranchMove> Published => _published.Values;

    /// <summary>To be moved back, and nobody has noted what became of it.</summary>
    public IReadOnlyCollection<BranchMove> OpenUndo => _undoing.Values;

    /// <summary>Whether somebody has asked for it to be undone.</summary>
    public bool IsUndone { get; private set; }

    public HookPolicy Hooks { get; private set; }

    /// <summary>The commit that holds the old tips; nothing where the run did not come so far.</summary>
    public ObjectId? Keep { get; private set; }

    /// <exception cref="JournalDamagedException">The journal is not what was written, or its format is a newer one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordedRun Read(string journalPath)
    {
        var content = JournalContent.Read(journalPath);
        var run = new RecordedRun(content);
        for (var i = 0; i < content.Lines.Count; i++)
        {
            try
            {
                run.Take(content.Lines[i]);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException)
            {
                throw new JournalDamagedException(journalPath, i + 1);
            }

            if (run._version > JournalContent.Version)
            {
                throw JournalDamagedException.TooNew(journalPath, run._version);
            }
        }

        return run;
    }

    private void Take(JournalLine line)
    {
        IsClosed = line.Kind is JournalKind.RunEnded or JournalKind.Recovered or JournalKind.UndoEnded;
        switch (line.Kind)
        {
            case JournalKind.RunStarted:
                _version = line.Facts.GetProperty("journal_version").GetInt32();
                Hooks = line.OptionalText("hooks") == "skip" ? HookPolicy.Skip : HookPolicy.Run;
                break;
            case JournalKind.KeepIntended:
                Keep = ObjectId.Parse(line.Text("commit"));
                break;
            case JournalKind.PublishIntended:
                _intended[line.Text("branch")] = BranchMove.Of(line);
                _notPublished.Remove(line.Text("branch"));
                break;
            case JournalKind.NotPublished:
                _intended.Remove(line.Text("branch"));
                _notPublished.Add(line.Text("branch"));
                break;
            case JournalKind.Published:
                Conclude(line, _intended, _published);
                break;
            case JournalKind.UndoIntended:
                _undoing[line.Text("branch")] = _published.GetValueOrDefault(line.Text("branch")) ?? throw new FormatException("what was never published is undone");
                break;
            case JournalKind.Undone:
                _published.Remove(line.Text("branch"));
                _undoing.Remove(line.Text("branch"));
                break;
            case JournalKind.UndoEnded:
                IsUndone = true;
                break;
            case JournalKind.NotUndone:
                _undoing.Remove(line.Text("branch"));
                break;
            default:
                break; // What else there is was written for people.
        }
    }

    private static void Conclude(JournalLine line, OrderedDictionary<string, BranchMove> intended, Dictionary<string, BranchMove> published)
    {
        var branch = line.Text("branch");
        if (!intended.Remove(branch, out var move))
        {
            throw new FormatException($"'{branch}' was published and never announced");
        }

        published[branch] = move;
    }
}
