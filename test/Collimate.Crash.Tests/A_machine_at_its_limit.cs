using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;

namespace Collimate.Crash.Tests;

public sealed class A_machine_at_its_limit
{
    [Fact]
    public async Task Gets_one_more_process_when_there_is_room_again()
    {
        // arrange
        var expected = await Expectation.Value;
        using var scene = expected.NewScene();

        // act: one of the many
        var ended = await new NamedMoment("before git: started", occurrence: 9, "emfile").RunAsync(scene, TestContext.Current.CancellationToken);

        // assert
        Assert.True(ended.Disturbed);
        Assert.Equal(expected.ExitCode, ended.ExitCode);
        Assert.Empty(new Promises(expected, scene).AfterTheNextRun(ended));
    }
}
