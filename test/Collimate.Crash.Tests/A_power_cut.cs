using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests;

/// <summary>No disk is cut off here: what would be lost is what was written and not synchronised, and the system calls tell that.</summary>
public sealed class A_power_cut
{
    [Fact]
    public async Task Finds_on_the_disk_what_each_reference_needs()
    {
        // arrange
        Assert.True(Strace.Works, Strace.Advice);
        var expected = await Expectation.Value;
        using var scene = expected.NewScene();
        var log = scene.Repository.Beside("strace");

        // act
        await using var tool = scene.Start(
            new Dictionary<string, string>(), program: null, GitProgram.Find("strace")!, "-f", "-y", "-s", "0", "-o", log, "-e", $"trace={DiskHistory.Traced}");
        var ended = await tool.WaitAsync(TestContext.Current.CancellationToken);

        // assert
        Assert.Equal(expected.ExitCode, ended.ExitCode);
        var history = DiskHistory.Read(log, scene.Repository.GitDirectory);
        Assert.Equal(expected.Before.Count(branch => expected.After[branch.Key] != branch.Value), history.MovedBranches);
        Assert.Empty(history.Risks);
    }
}
