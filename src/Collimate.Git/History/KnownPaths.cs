using System.Diagnostics.CodeAnalysis;
using Collimate.Git.Objects;

namespace Collimate.Git.History;

/// <summary>Which paths commits touch, as far as somebody has read it already: nobody has to ask git again.</summary>
/// <remarks>It keeps a bounded part of what it is told, so a commit that is not in it says nothing. May be used from several threads.</remarks>
internal sealed class KnownPaths
{
    /// <summary>Of all commits together. Each costs as much as a reference; texts are shared.</summary>
    private const int MostPaths = 250_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectId, string[]> _paths = [];
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="paths">All that the commit touches, as <see cref="ByteText.ToString"/> gives them.</param>
    public void Add(ObjectId commit, IReadOnlyCollection<string> paths)
    {
        lock (_gate)
        {
            if (_count + paths.Count <= MostPaths && _paths.TryAdd(commit, [.. paths.Select(Shared)]))
            {
                _count += paths.Count;
            }
        }
    }

    public bool TryFind(ObjectId commit, [NotNullWhen(true)] out IReadOnlyList<string>? paths)
    {
        lock (_gate)
        {
            paths = _paths.GetValueOrDefault(commit);
            return paths is not null;
        }
    }

    private string Shared(string path)
    {
        if (_texts.TryGetValue(path, out var known))
        {
            return known;
        }

        _texts.Add(path);
        return path;
    }
}
