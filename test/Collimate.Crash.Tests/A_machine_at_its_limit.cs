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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Says_so_in_a_line_of_fact_and_one_of_advice_when_git_cannot_be_started(int which)
    {
        using var scene = (await Expectation.Value).NewScene();

        var ended = await new NamedMoment("before git: started", which, "eio").RunAsync(scene, TestContext.Current.CancellationToken);

        Assert.True(ended.Disturbed);
        Assert.Equal(3, ended.ExitCode);
        Assert.Matches("^error: [^\n]+made by a test[^\n]+\nhint:  Nothing was done[^\n]+\n$", ended.Error);
    }
}
