using System.Collections.Concurrent;
using System.Globalization;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Worktrees;

/// <summary>A few private worktrees that many branches use one after another. May be used from several threads.</summary>
/// <remarks>
/// They lie in the quarantine, so git's own prune removes what a killed run left. Disposing ends whatever still works in one
/// of them, waits until it is dead and removes everything.
/// </remarks>
internal sealed class PrivateWorktrees : IAsyncDisposable
{
    private const int RemovalAttempts = 50;

    private static readonly TimeSpan RemovalPause = TimeSpan.FromMilliseconds(100);

    private readonly PrivateWorktreeOptions _options;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<PrivateWorktree> _idle = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<Task<string>> _hooks;
    private int _made;

    public PrivateWorktrees(PrivateWorktreeOptions options)
    {
        _options = options;
        _free = new SemaphoreSlim(options.Count);
        _hooks = new Lazy<Task<string>>(CreateHooksAsync);
    }

    private string Location => Path.Combine(_options.Context.QuarantineDirectory!, "worktrees");

    /// <summary>Hands out a worktree for this work. One in which git failed, or was ended, is thrown away.</summary>
    /// <param name="head">Any commit that exists.</param>
    public async Task<T> UseAsync<T>(
        ObjectId head, Func<PrivateWorktree, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _free.WaitAsync(either.Token);
        PrivateWorktree? worktree = null;
        try
        {
            worktree = _idle.TryTake(out var idle) ? idle : await CreateAsync(head);
            return await work(worktree, either.Token);
        }
        finally
        {
            if (worktree?.Condition == WorktreeCondition.Reusable)
            {
                _idle.Add(worktree);
            }
            else if (worktree is not null)
            {
                await RemoveAsync(worktree.Location);
            }

            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        for (var i = 0; i < _options.Count; i++)
        {
            await _free.WaitAsync();
        }

        await RemoveAsync(Location);
        _closing.Dispose();
        _free.Dispose();
    }

    private async Task<PrivateWorktree> CreateAsync(ObjectId head)
    {
        var hooks = await _hooks.Value;
        var name = Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
        var files = new PrivateWorktreeFiles(Path.Combine(Location, name));
        files.Create(_options, head);
        return new PrivateWorktree(_options, files, hooks);
    }

    private async Task<string> CreateHooksAsync()
    {
        var directory = Path.Combine(Location, "hooks");
        PrivateHooks.Create(directory, await _options.FindHooksAsync(CancellationToken.None));
        return directory;
    }

    /// <summary>A process that was killed may still write for a moment, and then a directory is not empty.</summary>
    /// <remarks>What cannot be removed is left to the end of the quarantine, which says so.</remarks>
    private static async Task RemoveAsync(string directory)
    {
        for (var attempt = 1; Directory.Exists(directory) && attempt <= RemovalAttempts; attempt++)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(RemovalPause);
            }
        }
    }
}

/// <param name="Context">For commands that read everything and write only into the quarantine.</param>
/// <param name="CommonDirectory">The git directory whose configuration and attributes count.</param>
internal sealed record PrivateWorktreeOptions(GitContext Context, string CommonDirectory, ObjectFormat Format)
{
    /// <summary>How many worktrees there are at most.</summary>
    public required int Count { get; init; }

    /// <summary>The person in whose name git works.</summary>
    public required Signature Person { get; init; }

    /// <summary>Asked once, when the first worktree is made: the hooks that may run, and what lies beside them.</summary>
    public required Func<CancellationToken, Task<IReadOnlyList<string>>> FindHooksAsync { get; init; }

    /// <summary>Beside those of the context: git must know who works here, and must not wait for somebody to write into an editor.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables =>
    [
        KeyValuePair.Create("GIT_AUTHOR_NAME", Person.Name),
        KeyValuePair.Create("GIT_AUTHOR_EMAIL", Person.Mail),
        KeyValuePair.Create("GIT_COMMITTER_NAME", Person.Name),
        KeyValuePair.Create("GIT_COMMITTER_EMAIL", Person.Mail),
        KeyValuePair.Create("GIT_EDITOR", ":"),
        KeyValuePair.Create("GIT_SEQUENCE_EDITOR", ":"),
    ];
}
