using Collimate.Conformance.Tests.Generating;
using Collimate.TestKit;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>Many cases in one repository, which have nothing to do with each other.</summary>
internal sealed class Batch : IDisposable
{
    private Batch(TestRepository repository, IReadOnlyList<Case> cases, IReadOnlyList<BranchPair> branches)
    {
        Repository = repository;
        Cases = cases;
        Branches = branches;
    }

    public TestRepository Repository { get; }

    public IReadOnlyList<Case> Cases { get; }

    public IReadOnlyList<BranchPair> Branches { get; }

    public static Batch Create(int firstSeed, int cases, params (string Key, string Value)[] configuration)
    {
        var made = Enumerable.Range(firstSeed, cases).Select(CaseGenerator.Generate).ToArray();
        var repository = TestRepository.Create();
        foreach (var (key, value) in configuration)
        {
            repository.Git("config", key, value);
        }

        repository.FastImport(ImportStream.Of(made));
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
