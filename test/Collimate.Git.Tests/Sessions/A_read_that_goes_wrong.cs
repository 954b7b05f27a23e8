using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_read_that_goes_wrong
{
    private static CancellationToken Stop => OpenRepository.Stop;

    public static TheoryData<string, string> Misbehaviours => new()
    {
        { "echo 'fatal: on fire' >&2; exit 128", "ended with 128: fatal: on fire" },
        { "printf '%s blob 100\\nab' $id; exit 5", "ended with 5: no message" },
        { "printf '%s bl' $id; exit 0", "ended with 0: no message" },
        { "echo bogus; exec sleep 1000", "found 'bogus'" },
        { "echo; exec sleep 1000", "found ''" },
        { "printf '%s blob many\\n' $id; exec sleep 1000", "many" },
        { "printf '%040d blob 1\\na\\n' 7; exec sleep 1000", "expected an answer about" },
        { "printf '%040d missing\\n' 7; exec sleep 1000", "expected an answer about" },
        { "echo 'warning: words' >&2; echo bogus; exec sleep 1000", "warning: words" },
    };

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task Costs_this_request_and_no_other(string misbehaviour, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        var guilty = repository.Commit("guilty", ("f", "x"));
        var context = repository.Faked(Guilty(guilty, $"id={guilty}; {misbehaviour}"));
        await using var session = new ObjectReadSession(context);
        Assert.NotNull((await session.ReadAsync([repository.Id("main")], Stop).InTimeAsync())[0]);

        var failure = await Assert.ThrowsAsync<GitFailedException>(() => session.ReadAsync([guilty], Stop).InTimeAsync());

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal("commit", (await session.ReadAsync([repository.Id("main")], Stop).InTimeAsync())[0]!.Type);
        Assert.Equal(4, context.Git.Slots.CurrentCount);
    }

    [Fact]
    public async Task Is_none_when_the_git_was_killed_while_nobody_asked_it_anything()
    {
        using var repository = await OpenRepository.CreateAsync();
        var written = Path.Combine(repository.Home, "process");
        var context = repository.Faked($"echo $$ >'{written}'; exec \"$REAL\" \"$@\"");
        await using var session = new ObjectReadSession(context);
        await session.ReadAsync([repository.Id("main")], Stop).InTimeAsync();

        using var git = System.Diagnostics.Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(written, Stop), System.Globalization.CultureInfo.InvariantCulture));
        git.Kill();
        await git.WaitForExitAsync(Stop).InTimeAsync();

        Assert.Equal("commit", (await session.ReadAsync([repository.Id("main")], Stop).InTimeAsync())[0]!.Type);
    }

    [Fact]
    public async Task Is_refused_when_the_object_fits_no_array()
    {
        using var repository = await OpenRepository.CreateAsync();
        var huge = repository.Commit("huge", ("f", "x"));
        await using var session = new ObjectReadSession(repository.Faked(Guilty(huge, $"echo '{huge} blob 3000000000'; exec cat /dev/zero")));

        await Assert.ThrowsAsync<OutputTooLargeException>(() => session.ReadAsync([huge], Stop).InTimeAsync());

        Assert.NotNull((await session.ReadAsync([repository.Id("main")], Stop).InTimeAsync())[0]);
    }

    // What nobody read of the old answer must not be taken for the new one.
    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_cancelled_in_the_middle()
    {
        using var repository = await OpenRepository.CreateAsync();
        var slow = repository.Commit("slow", ("f", "x"));
        var context = repository.Faked(Guilty(slow, $"printf '{slow} commit 100\\nab'; touch '{repository.Home}/half'; exec sleep 1000"));
        await using var session = new ObjectReadSession(context);
        using var cancel = new CancellationTokenSource();

        var reading = session.ReadAsync([slow], cancel.Token);
        await Patience.UntilAsync(() => File.Exists(Path.Combine(repository.Home, "half")));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTimeAsync());
        Assert.Equal(0, context.Git.Live.Count);
        Assert.Equal("commit", (await session.ReadAsync([repository.Id("main")], Stop).InTimeAsync())[0]!.Type);
    }

    [Fact]
    public async Task Ends_for_everybody_when_the_session_is_disposed_of()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("exec sleep 1000");
        var session = new ObjectReadSession(context);
        var reading = session.ReadAsync([repository.Id("main")], Stop);
        var waiting = session.ReadAsync([repository.Id("main")], Stop);
        await Patience.UntilAsync(() => context.Git.Live.Count == 1);

        await session.DisposeAsync().AsTask().InTimeAsync();

        await Assert.ThrowsAsync<GitFailedException>(() => reading.InTimeAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTimeAsync());
    }

    [Fact]
    public async Task Has_no_reason_in_answers_that_come_in_pieces()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Faked("\"$REAL\" \"$@\" | dd bs=7 2>/dev/null"));

        var contents = await session.ReadAsync([repository.Id("main:README"), repository.Id("main")], Stop).InTimeAsync();

        Assert.Equal("the first line\n", Encoding.UTF8.GetString(contents[0]!.Bytes));
        Assert.Equal("commit", contents[1]!.Type);
    }

    /// <summary>Misbehaves when the first question is about one object; otherwise it is git.</summary>
    /// <param name="end">What ends a question, as bash writes it between <c>$'</c> and <c>'</c>.</param>
    internal static string Guilty(ObjectId guilty, string misbehaviour, string end = "\\0") =>
        $$"""
        while IFS= read -r -d $'{{end}}' question; do
            case $question in
            *{{guilty}}*) {{misbehaviour}} ;;
            *) printf '%s{{end}}' "$question" | "$REAL" "$@" ;;
            esac
        done
        """;
}
