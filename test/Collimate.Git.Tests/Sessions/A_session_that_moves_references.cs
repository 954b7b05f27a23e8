using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class A_session_that_moves_references
{
    private static readonly ReferenceName Topic = ReferenceName.Branch("topic");
    private static readonly ReferenceName Other = ReferenceName.Branch("other");

    [Fact]
    public async Task Creates_moves_and_deletes_one_transaction_after_another()
    {
        using var repository = await OpenRepository.CreateAsync();
        var (first, second) = Commits(repository);
        repository.Test.Git("config", "core.logAllRefUpdates", "true");
        await using var session = await UpdateRefSession.OpenAsync(repository.Context, "by the test");

        Assert.IsType<TransactionResult.Committed>(await session.ApplyAsync([new ReferenceChange.Create(Topic, first)]).InTimeAsync());
        Assert.Equal(first, repository.Id("topic"));
        Assert.IsType<TransactionResult.Committed>(await session.ApplyAsync([new ReferenceChange.Move(Topic, first, second)]).InTimeAsync());
        Assert.Equal(second, repository.Id("topic"));
        Assert.Equal("by the test", repository.Test.Git("reflog", "show", "-1", "--format=%gs", "topic").Trim());
        Assert.IsType<TransactionResult.Committed>(await session.ApplyAsync([new ReferenceChange.Delete(Topic, second)]).InTimeAsync());
        Assert.False(repository.Test.Exists("topic"));
        Assert.Equal(SessionState.Idle, session.State);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "moved meanwhile", "but expected" },
        { "deleted with another tip", "but expected" },
        { "exists already", "already exists" },
        { "is gone", "unable to resolve" },
        { "stands in the way as a directory", "cannot create" },
        { "points at an object that is not there", "nonexistent object" },
        { "points at a tree", "non-commit" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Applies_nothing_and_closes_when_one_reference(string situation, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        var (first, second) = Commits(repository);
        repository.Test.Branch("topic", first.ToString());
        ReferenceChange refused = situation switch
        {
            "moved meanwhile" => new ReferenceChange.Move(Topic, second, first),
            "deleted with another tip" => new ReferenceChange.Delete(Topic, second),
            "exists already" => new ReferenceChange.Create(Topic, second),
            "is gone" => new ReferenceChange.Move(ReferenceName.Branch("gone"), first, second),
            "stands in the way as a directory" => new ReferenceChange.Create(ReferenceName.Branch("topic/sub"), first),
            "points at a tree" => new ReferenceChange.Move(Topic, first, repository.Id("main^{tree}")),
            _ => new ReferenceChange.Move(Topic, first, ObjectId.Parse(new string('1', 40))),
        };
        var before = repository.Test.Git("for-each-ref");
        await using var session = await UpdateRefSession.OpenAsync(repository.Context, "by the test");

        var result = await session.ApplyAsync([new ReferenceChange.Create(Other, first), refused]).InTimeAsync();

        Assert.Contains(reason, Assert.IsType<TransactionResult.Refused>(result).Reason, StringComparison.Ordinal);
        Assert.Equal(before, repository.Test.Git("for-each-ref"));
        Assert.Equal(SessionState.Closed, session.State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.ApplyAsync([new ReferenceChange.Create(Other, first)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(299)]
    public async Task Applies_many_in_their_order_up_to_the_first_that_is_refused(int refused)
    {
        // arrange: more than a pipe holds
        using var repository = await OpenRepository.CreateAsync();
        var (first, second) = Commits(repository);
        var names = Enumerable.Range(0, 300).Select(i => $"{i:000}-{new string('x', 200)}").ToArray();
        await using var session = await UpdateRefSession.OpenAsync(repository.Context, "by the test");

        // act
        var results = await session.ApplyInOrderAsync([.. names.Select((name, i) => new ReferenceChange[]
        {
            new ReferenceChange.Create(ReferenceName.Branch("backup-" + name), first),
            i == refused ? new ReferenceChange.Move(ReferenceName.Branch(name), first, second) : new ReferenceChange.Create(ReferenceName.Branch(name), second),
        })]).InTimeAsync();

        // assert
        var expected = names[..refused].SelectMany(name => new[] { name, "backup-" + name }).Append("main").Order(StringComparer.Ordinal);
        Assert.Equal(refused + 1, results.Count);
        Assert.All(results.SkipLast(1), result => Assert.IsType<TransactionResult.Committed>(result));
        Assert.IsType<TransactionResult.Refused>(results[^1]);
        Assert.Equal(expected, repository.Test.Git("for-each-ref", "--format=%(refname:short)").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Takes_names_of_any_bytes_that_git_allows()
    {
        using var repository = await OpenRepository.CreateAsync();
        var main = repository.Id("main");
        ReferenceName[] names =
        [
            ReferenceName.Branch("größe/😀"), ReferenceName.Branch("-x"), ReferenceName.Branch("a'b\"c"), ReferenceName.Branch("$(touch x)".Replace(' ', '-')),
            new(new ByteText([.. "refs/heads/caf"u8, 0xE9])), ReferenceName.Of("refs/collimate/runs/r"),
        ];
        await using (var session = await UpdateRefSession.OpenAsync(repository.Context, "by the test"))
        {
            Assert.IsType<TransactionResult.Committed>(await session.ApplyAsync([.. names.Select(name => new ReferenceChange.Create(name, main))]).InTimeAsync());
        }

        var snapshot = await ReferenceSnapshot.ReadAsync(repository.Context, OpenRepository.Stop);
        Assert.All(names, name => Assert.Equal(main, snapshot.Find(name)?.Target));
    }

    [Fact]
    public async Task Is_vetoed_by_a_hook_only_where_hooks_may_run()
    {
        using var repository = await OpenRepository.CreateAsync();
        var main = repository.Id("main");
        var hooks = Directory.CreateDirectory(Path.Combine(repository.Repository.CommonDirectory, "hooks")).FullName;
        File.CreateSymbolicLink(Path.Combine(hooks, "reference-transaction"), "/bin/false");
        await using var withHooks = await UpdateRefSession.OpenAsync(repository.Context with { HooksPath = hooks }, "by the test");
        await using var withoutHooks = await UpdateRefSession.OpenAsync(repository.Context, "by the test");

        var vetoed = await withHooks.ApplyAsync([new ReferenceChange.Create(Topic, main)]).InTimeAsync();

        Assert.True(Assert.IsType<TransactionResult.Refused>(vetoed).IsByHook);
        Assert.False(repository.Test.Exists("topic"));
        Assert.IsType<TransactionResult.Committed>(await withoutHooks.ApplyAsync([new ReferenceChange.Create(Topic, main)]).InTimeAsync());
    }

    [Fact]
    public async Task Closes_when_it_is_disposed_of_and_leaves_no_process()
    {
        using var repository = await OpenRepository.CreateAsync();
        var session = await UpdateRefSession.OpenAsync(repository.Context, "by the test");

        await session.DisposeAsync();

        Assert.Equal((SessionState.Closed, 0), (session.State, repository.Git.Live.Count));
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.ApplyAsync([]));
    }

    [Theory]
    [InlineData("exit 128", "git ended without a word")]
    [InlineData("printf 'start: ok\\n'; echo 'fatal: half way' >&2; exit 128", "fatal: half way")]
    [InlineData("printf 'start: ok\\nprepare: ok\\ncommit: o'; exit 0", "git ended without a word")]
    [InlineData("printf 'start: ok\\nprepare: ok\\n'; echo words >&2; exit 0", "words")]
    [InlineData("exec <&-; echo 'fatal: deaf' >&2; exit 1", "fatal: deaf")]
    [InlineData("echo bogus; exec sleep 1000", "expected 'start: ok', found 'bogus'")]
    [InlineData("head -c 70000000 /dev/zero; exec sleep 1000", "an answer has no end within 67108864 bytes")]
    [InlineData("printf 'start: ok\\ncommit: ok\\n'; exec sleep 1000", "expected 'prepare: ok', found 'commit: ok'")]
    public async Task Believes_only_a_commit_that_git_has_confirmed(string misbehaviour, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = await UpdateRefSession.OpenAsync(repository.Faked(misbehaviour), "by the test");

        var result = await session.ApplyAsync([new ReferenceChange.Create(Topic, repository.Id("main"))]).InTimeAsync();

        Assert.Equal(new TransactionResult.Refused(reason), result);
        Assert.Equal(SessionState.Closed, session.State);
    }

    [Fact]
    public async Task Is_open_while_git_has_not_answered_and_takes_nothing_else_then()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var session = await UpdateRefSession.OpenAsync(repository.Faked("\"$REAL\" \"$@\" | dd bs=1 2>/dev/null"), "by the test");

        var result = await session.ApplyAsync([new ReferenceChange.Create(Topic, repository.Id("main"))], async () =>
        {
            Assert.Equal(SessionState.Open, session.State);
            await Assert.ThrowsAsync<InvalidOperationException>(() => session.ApplyAsync([]));
            return TransactionVerdict.Commit;
        }).InTimeAsync();

        Assert.IsType<TransactionResult.Committed>(result);
        Assert.Equal(SessionState.Idle, session.State);
    }

    [Theory]
    [InlineData("Commit")]
    [InlineData("Abort")]
    public async Task Leaves_the_last_word_to_the_caller_while_it_holds_the_locks(string word)
    {
        var verdict = Enum.Parse<TransactionVerdict>(word);

        // arrange: topic is checked out in a linked worktree
        using var repository = await OpenRepository.CreateAsync();
        var (first, second) = Commits(repository);
        repository.Test.Branch("topic", first.ToString());
        repository.Test.Git("worktree", "add", "--quiet", Path.Combine(repository.Home, "linked"), "topic");
        var linked = Path.Combine(repository.Repository.CommonDirectory, "worktrees", "linked");
        await using var session = await UpdateRefSession.OpenAsync(repository.Context with { GitDirectory = linked }, "by the test");
        string[] held = [];

        // act
        var result = await session.ApplyAsync([new ReferenceChange.Move(Topic, first, second)], () =>
        {
            held = [.. Directory.GetFiles(repository.Repository.CommonDirectory, "*.lock", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
            return Task.FromResult(verdict);
        }).InTimeAsync();

        // assert: HEAD of the worktree is locked with its branch
        Assert.Equal(["HEAD.lock", "topic.lock"], held);
        Assert.Equal(verdict == TransactionVerdict.Commit ? new TransactionResult.Committed() : new TransactionResult.Aborted(), result);
        Assert.Equal(verdict == TransactionVerdict.Commit ? second : first, repository.Id("topic"));
        Assert.Equal(SessionState.Idle, session.State);
        Assert.Empty(Directory.GetFiles(repository.Repository.CommonDirectory, "*.lock", SearchOption.AllDirectories));
    }

    private static (ObjectId First, ObjectId Second) Commits(OpenRepository repository) =>
        (repository.Id("main"), repository.Commit("main", ("second", "x")));
}
