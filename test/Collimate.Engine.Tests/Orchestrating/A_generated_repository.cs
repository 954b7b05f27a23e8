using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;

namespace Collimate.Engine.Tests.Orchestrating;

/// <summary>The benchmark measures on such repositories; whether a result is right must be known before.</summary>
public sealed class A_generated_repository : IDisposable
{
    private static readonly RepositoryShape Shape = new()
    {
        Files = RepositoryShape.FewestFiles,
        Branches = 20,
        Conflicts = 0.2,
        Renames = 0.4,
        Ahead = 6,
        Groups = 2,
        Stacked = 0.3,
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("generated-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Is_aligned_exactly_as_far_as_its_generator_expects()
    {
        // arrange
        var prepared = await PreparedRepository.GenerateAsync(Shape, Path.Combine(_directory, "repository"));
        var host = new AlignmentHost { Environment = Toolbox.Environment, Time = TimeProvider.System, ProcessId = Environment.ProcessId, Tool = "test" };
        var options = new AlignmentOptions { Orchestration = new OrchestrationOptions { EnableCircuitBreaker = false } };

        // act
        var run = await new BranchAlignmentOrchestrator(options, host).RunAsync(
            prepared.Directory, prepared.Branches, cancellationToken: TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(
            new GeneratedStory(Shape).Branches.Where(branch => branch.WillConflict).Select(branch => branch.Name).Order(StringComparer.Ordinal),
            run.Branches.Where(branch => branch.ErrorsDetected.Contains(OutcomeCodes.MergeConflict.Name)).Select(branch => branch.BranchName).Order(StringComparer.Ordinal));
        Assert.Equal(prepared.ExpectedAligned, run.Successful);
        Assert.InRange(run.Failed, 4, 10);
    }

    [Fact]
    public void Is_the_same_whenever_it_is_made_from_the_same_seed()
    {
        Assert.Equal(StreamOf(Shape), StreamOf(Shape));
        Assert.NotEqual(StreamOf(Shape), StreamOf(Shape with { Seed = 2 }));
    }

    private static byte[] StreamOf(RepositoryShape shape)
    {
        using var stream = new MemoryStream();
        new GeneratedStory(shape).Write(stream);
        return stream.ToArray();
    }
}
