namespace Collimate.Benchmarks.Generating;

/// <summary>What a generated repository is like. Equal shapes give equal object ids.</summary>
internal sealed record RepositoryShape
{
    /// <summary>Fewer would leave no room for files of every kind.</summary>
    public const int FewestFiles = 40;

    public int Files { get; init; } = 1_000;

    public int Branches { get; init; } = 1_000;

    public int CommitsPerBranch { get; init; } = 3;

    /// <summary>Share of the branches that change a line which their target changed as well.</summary>
    public double Conflicts { get; init; } = 0.1;

    /// <summary>Share of the branches that rename a file, or change one that their target has renamed.</summary>
    public double Renames { get; init; } = 0.1;

    /// <summary>Commits of a target since its branches forked, on average.</summary>
    public int Ahead { get; init; } = 200;

    /// <summary>Number of targets.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Share of the branches that stand on the branch before them in their group.</summary>
    public double Stacked { get; init; }

    /// <summary>Commits of a time before any branch.</summary>
    public int History { get; init; }

    /// <summary>Files that a single commit of the target renames; 0 means that a few files are renamed by many commits.</summary>
    public int MassRename { get; init; }

    public int Seed { get; init; } = 1;

    /// <exception cref="BenchmarkException">No such repository can be made.</exception>
    public void Require()
    {
        Require(Files is >= FewestFiles and <= 10_000_000, $"--files is {Files}, expected at least {FewestFiles}");
        Require(Branches >= 1, $"--branches is {Branches}, expected at least 1");
        Require(CommitsPerBranch >= 1, $"--commits-per-branch is {CommitsPerBranch}, expected at least 1");
        Require(Ahead >= 1, $"--ahead is {Ahead}, expected at least 1");
        Require(Groups >= 1 && Groups <= Branches, $"--groups is {Groups}, expected 1 to {Branches}, the number of branches");
        foreach (var (name, share) in new[] { ("--conflicts", Conflicts), ("--renames", Renames), ("--stacked", Stacked) })
        {
            Require(share is >= 0 and <= 1, FormattableString.Invariant($"{name} is {share}, expected a share from 0 to 1"));
        }

        static void Require(bool holds, string fact)
        {
            if (!holds)
            {
                throw new BenchmarkException(fact, "Nothing was done. See ./build bench --help.");
            }
        }
    }
}
