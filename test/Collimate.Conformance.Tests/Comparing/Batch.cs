using Collimate.Conformance.Tests.Generating;
using Collimate.TestKit;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>Many cases in one repository, which have nothing to do with each other.</summary>
internal sealed class Batch : IDisposable
{
    // A directory for the streams, to look at a case by hand: git init; git fast-import <FILE.
    private const string KeepVariable = "COLLIMATE_CONFORMANCE_KEEP";

    private Batch(TestRepository repository, IReadOnlyList<Case> cases, IReadOnlyList<BranchPair> branches)
    {
        Repository = repository;
        Cases = cases;
        Branches = branches;
    }

    public TestRepository Repository { get; }

    public IReadOnlyList<Case> Cases { get; }

    public IReadOnlyList<BranchPair> Branches { get; }

    public static Batch Create(IEnumerable<int> seeds, params (string Key, string Value)[] configuration)
    {
        var made = seeds.Select(CaseGenerator.Generate).ToArray();
        var repository = TestRepository.Create();
        foreach (var (key, value) in configuration)
        {
            repository.Git("config", key, value);
        }

        var stream = ImportStream.Of(made);
        if (Environment.GetEnvironmentVariable(KeepVariable) is { } directory)
        {
            File.WriteAllBytes(Path.Combine(directory, $"{made[0].Seed}.fast-import"), stream);
        }

        repository.FastImport(stream);
        repository.Git("pack-refs", "--all");
        var tips = repository.Git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
        var branches =
            from one in made
            from branch in one.NamedBranches
            select new BranchPair(one.Seed, branch.Name, tips[branch.Name], one.TargetName, tips[one.TargetName]);
        return new Batch(repository, made, [.. branches]);
    }

    public void Dispose() => Repository.Dispose();
}
