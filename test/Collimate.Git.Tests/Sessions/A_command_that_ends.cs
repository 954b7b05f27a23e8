using System.Text;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_command_that_ends
{
    [Fact]
    public async Task Is_killed_when_it_does_not()
    {
        using var repository = await OpenRepository.CreateAsync();
        var hanging = repository.Faked("exec sleep 1000") with { CommandLimit = TimeSpan.FromMilliseconds(200) };

        var failure = await Assert.ThrowsAsync<GitFailedException>(
            () => GitProcess.ReadAsync(hanging, ["for-each-ref"], default, OpenRepository.Stop).InTimeAsync());

        Assert.Contains("git for-each-ref", failure.Message, StringComparison.Ordinal);
        Assert.Contains("did not end within", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 4), (hanging.Git.Live.Count, hanging.Git.Slots.CurrentCount));
    }

    [Fact]
    public async Task May_answer_while_it_still_reads()
    {
        using var repository = await OpenRepository.CreateAsync();
        var id = repository.Id("main");
        var input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{id}\n", 50_000)));

        var answer = await GitProcess.ReadAsync(repository.Context, ["cat-file", "--batch-check"], input, OpenRepository.Stop).InTimeAsync();

        Assert.Equal(50_000, answer.Count(b => b == '\n'));
    }

    [Fact]
    public async Task Reports_its_exit_code_as_data()
    {
        using var repository = await OpenRepository.CreateAsync();

        var result = await GitProcess.RunAsync(repository.Faked("printf out; printf err >&2; exit 42"), ["x"], default, OpenRepository.Stop);

        Assert.Equal((42, "out", "err"), (result.ExitCode, Encoding.ASCII.GetString(result.Output), result.Error));
    }

    [Fact]
    public async Task Keeps_its_own_words_when_it_had_no_reason_to_fail()
    {
        using var repository = await OpenRepository.CreateAsync();

        var failure = await Assert.ThrowsAsync<GitFailedException>(() =>
            GitProcess.ReadAsync(repository.Faked("echo 'fatal: no' >&2; exit 128"), ["frobnicate", "-x"], default, OpenRepository.Stop));

        Assert.Equal(("frobnicate", 128, "fatal: no\n"), (failure.Command, failure.GitExitCode, failure.Error));
        Assert.Equal("git frobnicate ended with 128: fatal: no", failure.Message);
        Assert.Equal("git x ended with 1: no message", new GitFailedException("x", 1, "").Message);
    }

    [Fact]
    public async Task Need_not_read_what_it_is_given()
    {
        using var repository = await OpenRepository.CreateAsync();

        var result = await GitProcess.RunAsync(repository.Faked("exit 3"), ["x"], new byte[10_000_000], OpenRepository.Stop).InTimeAsync();

        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Cannot_fill_our_memory_with_complaints()
    {
        using var repository = await OpenRepository.CreateAsync();

        var result = await GitProcess.RunAsync(repository.Faked("head -c 5000000 /dev/zero | tr '\\0' e >&2"), ["x"], default, OpenRepository.Stop).InTimeAsync();

        Assert.Equal(new string('e', 64 * 1024), result.Error);
    }

    [Fact]
    public async Task May_write_as_much_as_the_limit_says()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("head -c 100000 /dev/zero") with { OutputLimit = 100_000 };

        var result = await GitProcess.RunAsync(context, ["x"], default, OpenRepository.Stop);

        Assert.Equal(100_000, result.Output.Length);
    }

    // The child does not read its input, so we could wait for it to read, and it for us.
    [Fact]
    public async Task Is_killed_when_it_writes_more_than_that()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("cat /dev/zero") with { OutputLimit = 99_999 };

        var failure = await Assert.ThrowsAsync<OutputTooLargeException>(() =>
            GitProcess.RunAsync(context, ["x"], new byte[1_000_000], OpenRepository.Stop).InTimeAsync());

        Assert.Equal(("x", 99_999), (failure.Command, failure.Limit));
        Assert.Equal(0, context.Git.Live.Count);
    }

    [Fact]
    public async Task Is_killed_with_its_children_when_nobody_wants_it_any_more()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var cancel = new CancellationTokenSource();
        await using var process = await GitProcess.StartAsync(repository.Faked("sleep 1000 & echo ready; wait"), ["x"], OpenRepository.Stop);
        await using var kill = process.KillOn(cancel.Token);
        var answers = new AnswerReader(process.Output);
        Assert.Equal("ready"u8.ToArray(), await answers.ReadLineAsync(OpenRepository.Stop));

        await cancel.CancelAsync();

        // The end of the output comes when the last process that holds it has ended: the sleeping child too.
        await Assert.ThrowsAsync<EndOfStreamException>(() => answers.ReadLineAsync(OpenRepository.Stop).InTimeAsync());
        Assert.Equal(137, await process.WaitAsync(OpenRepository.Stop));
    }

    [Fact]
    public async Task Is_killed_with_what_it_left_behind_in_a_session_of_its_own()
    {
        // arrange: the child has ended, and what it started has not
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("sleep 1000 & echo ready") with { Signals = TerminalSignals.KeptAway };
        await using var process = await GitProcess.StartAsync(context, ["x"], OpenRepository.Stop);
        var answers = new AnswerReader(process.Output);
        Assert.Equal("ready"u8.ToArray(), await answers.ReadLineAsync(OpenRepository.Stop));
        var reading = answers.ReadLineAsync(OpenRepository.Stop);
        await Patience.UntilAsync(() => !Directory.Exists($"/proc/{process.Id}"));

        // act
        process.Kill();

        // assert
        await Assert.ThrowsAsync<EndOfStreamException>(() => reading.InTimeAsync());
    }

    [Fact]
    public async Task Leaves_whoever_has_its_number_now_alone()
    {
        // arrange: as if it were the number of a child that was reaped
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("exec cat") with { Signals = TerminalSignals.KeptAway };
        await using var stranger = await GitProcess.StartAsync(context, ["x"], OpenRepository.Stop);

        // act
        ProcessTree.KillRestOfGroup(stranger.Id);

        // assert
        await stranger.WriteInputAsync("alive\n"u8.ToArray(), OpenRepository.Stop);
        Assert.Equal("alive"u8.ToArray(), await new AnswerReader(stranger.Output).ReadLineAsync(OpenRepository.Stop).InTimeAsync());
    }

    [Fact]
    public async Task Is_cancelled_and_never_taken_for_a_failure_of_git()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var cancel = new CancellationTokenSource();
        var context = repository.Faked("exec sleep 1000");

        var running = GitProcess.RunAsync(context, ["x"], default, cancel.Token);
        await Patience.UntilAsync(() => context.Git.Live.Count == 1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.InTimeAsync());
        Assert.Equal(0, context.Git.Live.Count);
        Assert.Equal(4, context.Git.Slots.CurrentCount);
    }

    [Fact]
    public async Task Is_killed_when_it_is_disposed_of()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("exec sleep 1000");
        var process = await GitProcess.StartAsync(context, ["x"], OpenRepository.Stop);
        Assert.True(context.Git.Live.HeldBytes() > 0);

        await process.DisposeAsync().AsTask().InTimeAsync();

        Assert.Equal(0, context.Git.Live.Count);
        Assert.Equal(0, context.Git.Live.HeldBytes());
        Assert.Equal(0, ProcessMemory.Of(process.Id).HeldBytes);
        process.Kill(); // Somebody else may come to the same conclusion.
    }

    [Fact]
    public async Task Waits_for_its_turn_among_the_others()
    {
        using var repository = await OpenRepository.CreateAsync();
        var slots = repository.Git.Slots;
        while (slots.CurrentCount > 0)
        {
            await slots.WaitAsync(OpenRepository.Stop);
        }

        var running = GitProcess.RunAsync(repository.Context, ["version"], default, OpenRepository.Stop);
        Assert.Equal(0, repository.Git.Live.Count);
        slots.Release();

        Assert.Equal(0, (await running.InTimeAsync()).ExitCode);
        Assert.Equal(1, slots.CurrentCount);
    }
}
