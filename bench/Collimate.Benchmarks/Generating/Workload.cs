namespace Collimate.Benchmarks.Generating;

/// <summary>A repository that is large in one way only, in full and in half: no step may be worse than linear.</summary>
internal sealed record Workload(string Name, Func<int, RepositoryShape> Shape, int Size)
{
    private const int FewBranches = 20;

    private static readonly RepositoryShape Small = new() { Branches = FewBranches, Conflicts = 0, Renames = 0 };

    private static readonly Workload[] All =
    [
        // A commit of the target that renames so many files; half of the branches change some of them.
        new("renames", files => Small with { Files = files, MassRename = files, Renames = 0.5 }, 10_000),
        new("wide", files => Small with { Files = files }, 100_000),
        new("long-branch", commits => Small with { Branches = 1, CommitsPerBranch = commits }, 2_000),
        new("history", commits => Small with { History = commits }, 500_000),
    ];

    public static IEnumerable<string> Names => All.Select(workload => workload.Name);

    /// <summary>The half first: the machine is warm for both.</summary>
    public IEnumerable<(string Part, RepositoryShape Shape)> Shapes => [("half", Shape(Size / 2)), ("full", Shape(Size))];

    /// <exception cref="BenchmarkException">There is none of that name.</exception>
    public static Workload Find(string name) => Array.Find(All, workload => workload.Name == name)
        ?? throw new BenchmarkException($"there is no workload '{name}', expected {string.Join(", ", Names)}", "Nothing was done. See ./build bench --help.");
}
