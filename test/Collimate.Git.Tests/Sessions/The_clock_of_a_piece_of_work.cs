using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;
using Collimate.TestKit.Fakes;

namespace Collimate.Git.Tests.Sessions;

public sealed class The_clock_of_a_piece_of_work : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();
    private readonly SemaphoreSlim _first = new(0);
    private readonly SemaphoreSlim _second = new(0);

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static CancellationToken Stop => OpenRepository.Stop;

    [Fact]
    public async Task Stands_still_while_the_work_waits_for_its_turn_at_git()
    {
        // arrange: somebody else holds all that may run
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Context);
        await TakeAllAsync(repository.Git);
        using var clock = WorkClock.Start(Minute, _time);

        // act
        _time.Advance(TimeSpan.FromSeconds(10));
        var reading = session.ReadAsync([repository.Id("main")], Stop);
        _time.Advance(60 * Minute);
        var whileItWaits = (clock.Used, clock.Over.IsCancellationRequested);
        repository.Git.Slots.Release();
        await reading.InTimeAsync();
        _time.Advance(TimeSpan.FromSeconds(49));
        var shortly = (clock.Used, clock.Over.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        // assert
        Assert.Equal((TimeSpan.FromSeconds(10), false), whileItWaits);
        Assert.Equal((TimeSpan.FromSeconds(59), false), shortly);
        Assert.True(clock.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task Stands_still_while_git_is_asked_for_others_as_well()
    {
        // arrange: git answers when it is told to
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Faked($"{OpenRepository.WaitAtTheDoor}; exec \"$REAL\" \"$@\"") with { TogetherLimit = 60 * Minute });
        var main = repository.Id("main");
        await TakeAllAsync(repository.Fake);
        using var clock = WorkClock.Start(Minute, _time);

        // act
        var mine = session.ReadAsync([main], Stop);
        var others = session.ReadAsync([main], Stop);
        repository.Fake.Slots.Release();
        await repository.UntilSomebodyWaitsAsync();
        _time.Advance(2 * Minute);
        await repository.OpenDoorAsync();
        await mine.InTimeAsync();
        await others.InTimeAsync();

        // assert
        Assert.Equal((TimeSpan.Zero, false), (clock.Used, clock.Over.IsCancellationRequested));
    }

    [Fact]
    public async Task Stands_still_until_the_last_of_its_parts_has_its_turn()
    {
        using var clock = WorkClock.Start(Minute, _time);

        var one = WaitForFirstAsync(Stop);
        var other = WaitForSecondAsync();
        _time.Advance(2 * Minute);
        _first.Release();
        await one;
        _time.Advance(2 * Minute);
        var between = clock.Used;
        _second.Release();
        await other;
        _time.Advance(Minute);

        Assert.Equal(TimeSpan.Zero, between);
        Assert.True(clock.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task Goes_on_when_the_waiting_was_given_up()
    {
        using var gaveUp = new CancellationTokenSource();
        using var clock = WorkClock.Start(Minute, _time);

        var waiting = WaitForFirstAsync(gaveUp.Token);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Advance(Minute);

        Assert.True(clock.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task May_be_gone_when_what_was_left_behind_has_its_turn()
    {
        var clock = WorkClock.Start(Minute, _time);

        var left = WaitForFirstAsync(Stop);
        clock.Dispose();
        _first.Release();
        await left;

        Assert.Equal(TimeSpan.Zero, clock.Used);
    }

    private Task WaitForFirstAsync(CancellationToken cancellationToken) => WorkClock.WaitAsync(_first, cancellationToken);

    private Task WaitForSecondAsync() => WorkClock.WaitAsync(_second, Stop);

    private static async Task TakeAllAsync(GitInstallation git)
    {
        while (git.Slots.CurrentCount > 0)
        {
            await git.Slots.WaitAsync(Stop);
        }
    }
}
