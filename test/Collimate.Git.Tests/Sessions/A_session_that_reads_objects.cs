using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_session_that_reads_objects
{
    private static readonly ObjectId Missing = ObjectId.Parse(new string('1', 40));

    private static CancellationToken Stop => OpenRepository.Stop;

    [Fact]
    public async Task Answers_in_the_order_of_the_questions()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Context);
        var blob = repository.Id("main:README");

        var contents = await session.ReadAsync([blob, Missing, repository.Id("main"), repository.Id("main^{tree}"), blob], Stop);

        Assert.Equal(["blob", null, "commit", "tree", "blob"], contents.Select(content => content?.Type));
        Assert.Equal("the first line\n", Encoding.UTF8.GetString(contents[4]!.Bytes));
    }

    [Fact]
    public async Task Tells_types_and_sizes_without_contents()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Context);

        var headers = await session.ReadHeadersAsync([repository.Id("main:README"), Missing], Stop);

        Assert.Equal([new ObjectHeader("blob", 15), null], headers);
    }

    [Theory]
    [InlineData("--object-format=sha1")]
    [InlineData("--object-format=sha256")]
    public async Task Finds_files_by_paths_that_look_like_answers(string format)
    {
        using var repository = await OpenRepository.CreateAsync(format);
        await using var session = new ObjectReadSession(repository.Context);
        var commit = repository.Commit("main", ("a\nb", "1"), ("x missing\nflush", "22"), ("folder/blob 3", "333"));
        ByteText[] paths = [new("a\nb"), new("a"), new("x missing\nflush"), new("x"), new("folder"), new("folder/blob 3"), new("folder/nothing missing\n")];

        var found = await session.FindFilesAsync(commit, paths, Stop).InTimeAsync();

        Assert.Equal([1, null, 2, null, null, 3, null], found.Select(file => file?.Size));
        Assert.Equal(repository.Id("main:folder/blob 3"), found[5]!.Id);
    }

    [Fact]
    public async Task Finds_nothing_in_a_commit_that_is_missing()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Context);

        Assert.Equal([null], await session.FindFilesAsync(Missing, [new ByteText("README")], Stop).InTimeAsync());
    }

    [Theory]
    [InlineData("--object-format=sha1")]
    [InlineData("--object-format=sha256")]
    public async Task Survives_contents_that_look_like_answers(string format)
    {
        using var repository = await OpenRepository.CreateAsync(format);
        await using var session = new ObjectReadSession(repository.Context);
        var main = repository.Id("main");
        repository.Commit("main", ("empty", ""), ("no-newline", $"{main} missing"), ("trap", $"{main} commit 3\nabc\n"));

        var contents = await session.ReadAsync([repository.Id("main:empty"), repository.Id("main:no-newline"), repository.Id("main:trap")], Stop);

        Assert.Equal(["", $"{main} missing", $"{main} commit 3\nabc\n"], contents.Select(content => Encoding.UTF8.GetString(content!.Bytes)));
    }

    [Fact]
    public async Task Takes_more_questions_than_fit_a_pipe()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Context);
        var ids = Enumerable.Repeat(repository.Id("main"), 20_000).ToArray();

        var contents = await session.ReadAsync(ids, Stop).InTimeAsync();

        Assert.All(contents, content => Assert.Equal("commit", content!.Type));
    }

    [Fact]
    public async Task Gives_each_of_many_callers_its_own_answer()
    {
        using var repository = await OpenRepository.CreateAsync();
        repository.Commit("main", [.. Enumerable.Range(0, 30).Select(i => ($"f{i}", (string?)$"content {i}"))]);
        var ids = Enumerable.Range(0, 30).Select(i => repository.Id($"main:f{i}")).ToArray();
        await using var session = new ObjectReadSession(repository.Context);

        var answers = await Task.WhenAll(ids.Select(id => Task.Run(() => session.ReadAsync([id, Missing, id], Stop), Stop))).InTimeAsync();

        Assert.Equal(
            Enumerable.Range(0, 30).Select(i => $"content {i}"),
            answers.Select(answer => Encoding.UTF8.GetString(answer[2]!.Bytes)));
    }

    [Fact]
    public async Task Asks_together_what_waits()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Faked("tee \"$FAKE_GIT.asked\" | \"$REAL\" \"$@\"") with { TogetherLimit = TimeSpan.FromMinutes(2) });
        var main = repository.Id("main");

        // act
        var answers = await WhileNoneIsAnsweredAsync(repository, () => [.. Enumerable.Range(0, 40).Select(_ => session.ReadAsync([main], Stop))]);

        // assert: 32 and 8
        Assert.All(answers, answer => Assert.Equal("commit", answer[0]!.Type));
        var asked = await File.ReadAllTextAsync(Path.Combine(repository.Home, "fake-0.sh.asked"), Stop);
        Assert.Equal(2, asked.Split('\0').Count(question => question == "flush"));
    }

    [Fact]
    public async Task Asks_alone_what_takes_long_together()
    {
        // arrange: git never answers more than one question at a time
        using var repository = await OpenRepository.CreateAsync();
        var main = repository.Id("main");
        var context = repository.Faked(
            """
            asked=()
            while IFS= read -r -d '' question; do
                case $question in
                flush) [ ${#asked[@]} = 1 ] && printf '%s\0' "${asked[@]}" | "$REAL" "$@"; asked=() ;;
                *) asked+=("$question") ;;
                esac
            done
            """);
        await using var session = new ObjectReadSession(context with { TogetherLimit = TimeSpan.FromMilliseconds(1) });

        // act
        var answers = await WhileNoneIsAnsweredAsync(repository, () => [.. Enumerable.Range(0, 5).Select(_ => session.ReadAsync([main], Stop))]);

        // assert
        Assert.All(answers, answer => Assert.Equal("commit", answer[0]!.Type));
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("printf 'nonsense\\n'")]
    public async Task Fails_only_the_question_that_git_dies_of(string death)
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        var main = repository.Id("main");
        await using var session = new ObjectReadSession(repository.Faked(
            $$"""
            asked=()
            while IFS= read -r -d '' question; do
                case $question in
                *{{Missing}}) {{death}} ;;
                flush) printf '%s\0' "${asked[@]}" | "$REAL" "$@"; asked=() ;;
                *) asked+=("$question") ;;
                esac
            done
            """));
        Task<IReadOnlyList<ObjectContent?>>[] asked = [];

        // act
        await Assert.ThrowsAsync<GitFailedException>(() => WhileNoneIsAnsweredAsync(
            repository, () => asked = [.. Enumerable.Range(0, 40).Select(i => session.ReadAsync([i == 7 ? Missing : main], Stop))]));

        // assert
        Assert.All(asked.Where((_, i) => i != 7), answer => Assert.Equal("commit", answer.Result[0]!.Type));
        Assert.True(asked[7].IsFaulted);
    }

    [Fact]
    public async Task Asks_nothing_for_whoever_does_not_want_to_know_any_more()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Faked("tee \"$FAKE_GIT.asked\" | \"$REAL\" \"$@\"") with { TogetherLimit = TimeSpan.FromMinutes(2) });
        var main = repository.Id("main");
        using var gone = new CancellationTokenSource();
        Task<IReadOnlyList<ObjectContent?>>? unwanted = null;

        // act
        await WhileNoneIsAnsweredAsync(repository, () =>
        {
            var first = session.ReadAsync([main], Stop);
            unwanted = session.ReadAsync([Missing], gone.Token);
            gone.Cancel();
            return [first];
        });

        // assert
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unwanted!);
        Assert.DoesNotContain(Missing.ToString(), await File.ReadAllTextAsync(Path.Combine(repository.Home, "fake-0.sh.asked"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_nothing_when_there_is_nothing_to_ask()
    {
        using var repository = await OpenRepository.CreateAsync();
        var context = repository.Faked("exit 1");
        await using var session = new ObjectReadSession(context);

        Assert.Empty(await session.ReadAsync([], Stop));
    }

    [Fact]
    public async Task Sees_objects_that_were_written_after_it_was_opened()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = new ObjectReadSession(repository.Context);
        await session.ReadHeadersAsync([repository.Id("main")], Stop);

        var later = repository.Commit("main", ("later", "x"));

        Assert.NotNull((await session.ReadAsync([later], Stop))[0]);
    }

    [Fact]
    public async Task Takes_an_object_that_cannot_be_read_for_missing()
    {
        using var repository = await OpenRepository.CreateAsync();
        var store = new LooseObjectStore(repository.Repository.ObjectDirectory, ObjectFormat.Sha1);
        var damaged = store.Write("blob", "to be damaged"u8).ToString();
        await File.WriteAllTextAsync(Path.Combine(repository.Repository.ObjectDirectory, damaged[..2], damaged[2..]), "", OpenRepository.Stop);
        await using var session = new ObjectReadSession(repository.Context);

        var contents = await session.ReadAsync([ObjectId.Parse(damaged), repository.Id("main")], Stop);

        Assert.Null(contents[0]);
        Assert.NotNull(contents[1]);
    }

    [Fact]
    public async Task Is_closed_after_it_was_disposed_of()
    {
        using var repository = await OpenRepository.CreateAsync();
        var session = new ObjectReadSession(repository.Context);
        await session.ReadAsync([repository.Id("main")], Stop);

        await session.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.ReadAsync([repository.Id("main")], Stop));
        Assert.Equal(0, repository.Git.Live.Count);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1L << 40, 1)]
    public async Task Takes_a_fresh_child_when_the_old_one_holds_too_much(long memoryBytes, int children)
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        var trace = Path.Combine(repository.Home, "trace");
        using var git = GitInstallation.Find(new GitEnvironment(repository.Test.Environment), 1, memoryBytes);
        await using var session = new ObjectReadSession(repository.Context with { Git = git, Variables = [new("GIT_TRACE", trace)] });

        var main = repository.Id("main");

        // act: a look each 64 answers
        for (var i = 0; i < 130; i++)
        {
            Assert.NotNull(Assert.Single(await session.ReadHeadersAsync([main], OpenRepository.Stop)));
        }

        // assert
        Assert.Equal(children, (await File.ReadAllLinesAsync(trace, OpenRepository.Stop)).Count(line => line.Contains("built-in: git cat-file", StringComparison.Ordinal)));
    }

    /// <summary>Lets nobody have his turn at git before all have asked.</summary>
    private static async Task<IReadOnlyList<ObjectContent?>[]> WhileNoneIsAnsweredAsync(OpenRepository repository, Func<Task<IReadOnlyList<ObjectContent?>>[]> ask)
    {
        var slots = repository.Fake.Slots;
        var held = slots.CurrentCount;
        for (var i = 0; i < held; i++)
        {
            await slots.WaitAsync(Stop);
        }

        var asked = ask();
        slots.Release(held);
        return await Task.WhenAll(asked).InTimeAsync();
    }
}
