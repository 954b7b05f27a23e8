using Collimate.Engine.Orchestrating;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Faults;

public sealed class A_disk_that_is_read_only
{
    [Fact]
    public async Task Is_unsuitable_for_a_run_and_can_be_planned()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("feature", "own", ("own", "1\n"));
        repository.Commit("main", "newer", ("newer", "1\n"));
        using var disk = MountedDisk.Over(repository.Path, 4 << 20);
        Assert.SkipWhen(disk is null, "mounting is refused here");
        disk!.MakeReadOnly();
        var alignment = new Alignment(repository);

        // act
        var refused = await Assert.ThrowsAsync<RepositoryUnsuitableException>(() => alignment.RunAsync("feature"));
        var plan = await alignment.Orchestrator.PlanAsync(repository.Path, [Branch("feature")], TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(ExitCode.UnsuitableRepository, refused.ExitCode);
        Assert.StartsWith("The repository cannot be written to: ", refused.Message, StringComparison.Ordinal);
        Assert.IsType<PlannedAction.Replay>(Assert.Single(plan.Branches).Action);
    }
}
