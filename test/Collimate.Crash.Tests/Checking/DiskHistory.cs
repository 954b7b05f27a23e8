using System.Text.RegularExpressions;

namespace Collimate.Crash.Tests.Checking;

/// <summary>What was on the disk for sure whenever a reference moved, by the system calls of a run and of all its children.</summary>
internal sealed partial class DiskHistory
{
    /// <summary>What strace is asked to look at.</summary>
    public const string Traced = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat";

    private readonly HashSet<string> _unsynchronised = new(StringComparer.Ordinal);
    private readonly List<string> _risks = [];
    private readonly string _root;
    private bool _hasKeep;

    private DiskHistory(string root) => _root = root;

    /// <summary>What a power cut could have destroyed although a reference relied on it.</summary>
    public IReadOnlyList<string> Risks => _risks;

    public int MovedBranches { get; private set; }

    /// <param name="log">Of strace, with the paths of files.</param>
    public static DiskHistory Read(string log, string gitDirectory)
    {
        var history = new DiskHistory(gitDirectory + "/");
        var begun = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var match in File.ReadLines(log).Select(line => Line().Match(line)).Where(match => match.Success))
        {
            var (process, call) = (match.Groups["pid"].Value, match.Groups["call"].Value);
            if (match.Groups["begun"].Success)
            {
                begun[process] = call;
                history.Begin(call);
                continue;
            }

            if (match.Groups["resumed"].Success)
            {
                call = begun[process] + call;
            }
            else
            {
                history.Begin(call);
            }

            history.End(call);
        }

        return history;
    }

    /// <summary>A file counts as changed from the moment in which the change begins.</summary>
    private void Begin(string call)
    {
        if (Written().Match(call) is { Success: true } written)
        {
            _unsynchronised.Add(written.Groups["file"].Value);
        }
    }

    /// <summary>A file counts as synchronised, and as renamed, from the moment in which that has ended.</summary>
    private void End(string call)
    {
        if (Synchronised().Match(call) is { Success: true } synchronised)
        {
            _unsynchronised.Remove(synchronised.Groups["file"].Value);
        }
        else if (Named().Match(call) is { Success: true } named)
        {
            Name(Absolute(named.Groups["old"].Value), Absolute(named.Groups["new"].Value));
        }
    }

    private void Name(string temporary, string name)
    {
        if (!name.StartsWith(_root, StringComparison.Ordinal))
        {
            return;
        }

        var place = name[_root.Length..];
        var isReference = place.StartsWith("refs/", StringComparison.Ordinal);
        if ((isReference || IsInRepository(place)) && _unsynchronised.Contains(temporary))
        {
            _risks.Add($"{place} got its name before its content was on the disk");
        }

        if (place.StartsWith("objects/pack/", StringComparison.Ordinal))
        {
            _unsynchronised.Add(Path.GetDirectoryName(name)!);
        }

        if (isReference)
        {
            Move(place);
        }
    }

    private void Move(string place)
    {
        var missing = _unsynchronised.Where(file =>
            file == _root + "objects/pack" || (file.StartsWith(_root + "collimate/runs/", StringComparison.Ordinal) && Path.GetFileName(file) == "journal.jsonl"));
        if (place.StartsWith("refs/collimate/", StringComparison.Ordinal))
        {
            _hasKeep = true;
        }
        else if (!place.Contains("backup-", StringComparison.Ordinal))
        {
            MovedBranches++;
            _risks.AddRange(missing.Select(file => $"{place} moved before {file[_root.Length..]} was on the disk"));
            if (!_hasKeep)
            {
                _risks.Add($"{place} moved before its old tip was kept");
            }
        }
    }

    // A quarantine is thrown away after a crash.
    private static bool IsInRepository(string place) =>
        place.StartsWith("objects/", StringComparison.Ordinal) && !place.StartsWith("objects/tmp_objdir", StringComparison.Ordinal);

    private string Absolute(string path) => Path.IsPathFullyQualified(path) ? path : _root + path;

    [GeneratedRegex(@"^(?<pid>\d+) +(<\.\.\. \w+ (?<resumed>resumed)>)?(?<call>.*?)(?<begun> <unfinished \.\.\.>)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(write|pwrite64)\(\d+<(?<file>/[^>]*)>", RegexOptions.ExplicitCapture)]
    private static partial Regex Written();

    [GeneratedRegex(@"^(fsync|fdatasync)\(\d+<(?<file>/[^>]*)>.*= 0$", RegexOptions.ExplicitCapture)]
    private static partial Regex Synchronised();

    [GeneratedRegex(@"^(rename|link)\w*\((AT_FDCWD(<[^>]*>)?, )?""(?<old>[^""]*)"", (AT_FDCWD(<[^>]*>)?, )?""(?<new>[^""]*)"".*= 0$", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
