using System.Globalization;

namespace Collimate.Benchmarks.Generating;

/// <summary>All targets and branches of a generated repository, and what becomes of them. Pure.</summary>
internal sealed class GeneratedStory
{
    // So many versions of one file make a long history cheap: walks see commits, not files.
    private const int HistoryVersions = 1_000;

    private readonly RepositoryShape _shape;

    public GeneratedStory(RepositoryShape shape)
    {
        _shape = shape;
        Targets = [.. Enumerable.Range(0, shape.Groups).Select(group => new TargetLine(shape, group))];
        var branches = new List<FeatureBranch>(shape.Branches);
        for (var number = 0; number < shape.Branches; number++)
        {
            branches.Add(NewBranch(number, number >= shape.Groups ? branches[number - shape.Groups] : null));
        }

        Branches = branches;
    }

    public IReadOnlyList<TargetLine> Targets { get; }

    public IReadOnlyList<FeatureBranch> Branches { get; }

    /// <summary>Writes everything for <c>git fast-import</c>.</summary>
    public void Write(Stream output)
    {
        var stream = new FastImportStream(output);
        stream.Begin();
        var origin = WriteOrigin(stream);
        foreach (var target in Targets)
        {
            target.Write(stream, origin);
        }

        foreach (var branch in Branches)
        {
            branch.Write(stream, _shape);
        }

        stream.End();
    }

    private int WriteOrigin(FastImportStream stream)
    {
        var name = Targets[0].Name;
        int? before = null;
        var versions = new int[Math.Min(_shape.History, HistoryVersions)];
        for (var i = 0; i < versions.Length; i++)
        {
            versions[i] = stream.Blob(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"version {i}\n")));
        }

        for (var commit = 0; commit < _shape.History; commit++)
        {
            before = stream.Commit(name, before, commit, string.Create(CultureInfo.InvariantCulture, $"old change number {commit}"));
            stream.Write("version.txt", versions[commit % versions.Length]);
        }

        var origin = stream.Commit(name, before, _shape.History, "all files");
        for (var number = 0; number < _shape.Files; number++)
        {
            var file = new SourceFile(number);
            stream.Write(file.Path, file.Content());
        }

        return origin;
    }

    private FeatureBranch NewBranch(int number, FeatureBranch? before)
    {
        var target = Targets[number % Targets.Count];
        var parent = IsOneOf(_shape.Stacked, number, 0.25) ? before : null;
        return new FeatureBranch(number, target)
        {
            Parent = parent,
            Fork = parent?.Fork ?? _shape.Ahead - target.ForkSpread + new Dice(_shape.Seed).Roll((2 * target.ForkSpread) + 1, number, -5),
            Contests = IsOneOf(_shape.Conflicts, number, 0),
            Renames = !IsOneOf(_shape.Renames, number, 0.5) ? RenameRole.None
                : _shape.MassRename > 0 || number % 4 < 2 ? RenameRole.ChangesWhatTheTargetMoves
                : RenameRole.Moves,
        };
    }

    /// <summary>Picks exactly that share of all numbers, evenly spread.</summary>
    /// <param name="shift">From 0 to 1, so that two equal shares do not pick the same numbers.</param>
    private static bool IsOneOf(double share, int number, double shift) =>
        Math.Floor(((number + 1) * share) + shift) > Math.Floor((number * share) + shift);
}
