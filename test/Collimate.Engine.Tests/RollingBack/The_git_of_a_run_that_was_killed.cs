using Collimate.Engine.RollingBack;
using Collimate.Git.Sessions;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.RollingBack;

public sealed class The_git_of_a_run_that_was_killed
{
    private static readonly string[] All = TornRun.Branches;

    [Fact]
    public async Task Blocks_the_recovery_as_long_as_it_is_alive()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        using var installed = GitInstallation.Find(new GitEnvironment(torn.Repository.Environment), maxConcurrentProcesses: 1);
        var git = await StartGitOfAsync(torn, installed);
        var time = new TimeOfWaiting();
        torn.Time = time;

        var blocked = await Assert.ThrowsAsync<RecoveryBlockedException>(() => torn.RecoverAsync());

        Assert.Contains($"process {git.Id}", blocked.Message, StringComparison.Ordinal);
        Assert.InRange(time.Waited, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
        Assert.Equal([All[0]], torn.Moved());
        await git.DisposeAsync();
        Assert.Single(await torn.RecoverAsync());
    }

    [Fact]
    public async Task Holds_the_recovery_up_no_longer_than_it_lives()
    {
        using var torn = await TornRun.KilledAsync(All[0]);
        using var installed = GitInstallation.Find(new GitEnvironment(torn.Repository.Environment), maxConcurrentProcesses: 1);
        var git = await StartGitOfAsync(torn, installed);
        var time = new TimeOfWaiting { WhenAsked = git.Kill };
        torn.Time = time;

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All[1..], recovered.Finished);
        Assert.InRange(time.Waited, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
        await git.DisposeAsync();
    }

    private static Task<GitProcess> StartGitOfAsync(TornRun torn, GitInstallation installed)
    {
        var context = new GitContext { Git = installed, WorkingDirectory = torn.Repository.Path, Variables = [new("COLLIMATE_RUN", torn.Killed)] };
        return GitProcess.StartAsync(context, ["cat-file", "--batch"], CancellationToken.None);
    }

    /// <summary>A clock that goes on only while somebody waits, and then at once.</summary>
    private sealed class TimeOfWaiting : TimeProvider
    {
        private readonly FakeTime _time = new();

        public TimeSpan Waited { get; private set; }

        public Action WhenAsked { get; init; } = () => { };

        public override long TimestampFrequency => _time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

        public override long GetTimestamp() => _time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            WhenAsked();
            Waited += dueTime;
            var timer = _time.CreateTimer(callback, state, dueTime, period);
            _time.Advance(dueTime);
            return timer;
        }
    }
}
