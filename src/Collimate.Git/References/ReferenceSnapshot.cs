using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.References;

/// <summary>One reference as it stood when the snapshot was taken.</summary>
/// <param name="SymbolicTarget">Set when the reference only points at another one.</param>
internal sealed record Reference(ReferenceName Name, ObjectId Target, ReferenceName? SymbolicTarget);

/// <summary>All branches and all references of ours at one moment, read by one process. Never changes.</summary>
internal sealed class ReferenceSnapshot
{
    private const string BrokenWarning = "warning: ignoring broken ref ";

    private readonly Dictionary<ReferenceName, Reference> _references;
    private readonly HashSet<string> _broken;
    private readonly Lazy<ILookup<string, ReferenceName>> _branchesByNameInAnyCase;

    private ReferenceSnapshot(Dictionary<ReferenceName, Reference> references, HashSet<string> broken)
    {
        _references = references;
        _broken = broken;
        _branchesByNameInAnyCase = new(() => All.Where(reference => reference.Name.IsBranch)
            .ToLookup(reference => reference.Name.ShortName, reference => reference.Name, StringComparer.OrdinalIgnoreCase));
    }

    public IReadOnlyCollection<Reference> All => _references.Values;

    /// <summary>How many objects count as others for git itself (git-replace(1)).</summary>
    public int Replacements => All.Count(reference => reference.Name.Full.Bytes.StartsWith("refs/replace/"u8));

    /// <summary>Only names and ids are asked for, no object is opened: one damaged branch must not hide the others.</summary>
    public static async Task<ReferenceSnapshot> ReadAsync(GitContext context, CancellationToken cancellationToken)
    {
        var result = await GitProcess.RunAsync(
            context,
            ["for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)%00", "refs/heads", "refs/collimate", "refs/replace"],
            ReadOnlyMemory<byte>.Empty,
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new GitFailedException("for-each-ref", result.ExitCode, result.Error);
        }

        var broken = result.Error.Split('\n')
            .Where(line => line.StartsWith(BrokenWarning, StringComparison.Ordinal))
            .Select(line => line[BrokenWarning.Length..].Trim());
        try
        {
            return new ReferenceSnapshot(Parse(result.Output), broken.ToHashSet(StringComparer.Ordinal));
        }
        catch (FormatException e)
        {
            throw new GitFailedException("for-each-ref", result.ExitCode, e.Message);
        }
    }

    /// <summary>The same, but some references count as pointing elsewhere.</summary>
    public ReferenceSnapshot With(IReadOnlyDictionary<ReferenceName, ObjectId> pinned)
    {
        if (pinned.Count == 0)
        {
            return this;
        }

        var references = new Dictionary<ReferenceName, Reference>(_references);
        foreach (var (name, target) in pinned)
        {
            references[name] = new Reference(name, target, SymbolicTarget: null);
        }

        return new ReferenceSnapshot(references, _broken);
    }

    public Reference? Find(ReferenceName name) => _references.GetValueOrDefault(name);

    /// <summary>The branch that a person names; a text that is no Unicode names none, because git could not have it.</summary>
    public Reference? FindBranch(string shortName) => IsUnicode(shortName) ? Find(ReferenceName.Branch(shortName)) : null;

    /// <summary>Another branch whose name is the same in other letters: <c>Fix</c> and <c>fix</c>.</summary>
    public ReferenceName? FindOtherCase(ReferenceName branch) => _branchesByNameInAnyCase.Value[branch.ShortName]
        .Where(other => other != branch).Order().Select(other => (ReferenceName?)other).FirstOrDefault();

    public bool IsBrokenBranch(string shortName) => IsUnicode(shortName) && IsBroken(ReferenceName.Branch(shortName));

    /// <summary>The file of the reference exists and says nothing, as after a power cut.</summary>
    /// <remarks>What git writes to stderr was decoded as UTF-8, so the name is decoded in the same way.</remarks>
    public bool IsBroken(ReferenceName name) => _broken.Contains(Encoding.UTF8.GetString(name.Full.Bytes));

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static Dictionary<ReferenceName, Reference> Parse(ReadOnlySpan<byte> output)
    {
        var references = new Dictionary<ReferenceName, Reference>();
        while (!output.IsEmpty)
        {
            var name = new ReferenceName(new ByteText(Take(ref output)));
            var target = ObjectId.Parse(Take(ref output));
            var symbolic = Take(ref output);
            references.Add(name, new Reference(name, target, symbolic.IsEmpty ? null : new ReferenceName(new ByteText(symbolic))));
            output = output[1..]; // the line break that for-each-ref adds
        }

        return references;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> output)
    {
        var end = output.IndexOf((byte)0);
        if (end < 0)
        {
            throw new FormatException("the list of references ends in the middle of a line");
        }

        var field = output[..end];
        output = output[(end + 1)..];
        return field;
    }
}
