using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Collimate.Git.Sessions;

/// <summary>One running git child. The only place that starts processes.</summary>
/// <remarks>
/// Bytes, never text: names and paths need not be UTF-8. Its stderr is read from the start, with a bound, so a talkative
/// child cannot block on a full pipe. Disposing kills it with its tree when it still runs.
/// </remarks>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int NoExit = -1;

    // A look into /proc costs as much as a small merge or a tenth of a short answer, and no child grows much meanwhile.
    private const int AnswersBetweenLooks = 64;

    private static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly GitInstallation _git;
    private readonly ErrorReader _error;
    private readonly ProcessGroup _group;
    private int _answersSinceLook;

    private GitProcess(Process process, GitInstallation git, ProcessGroup group)
    {
        _process = process;
        _git = git;
        _group = group;
        Id = process.Id;
        git.Live.Add(Id);
        _error = new ErrorReader(process.StandardError.BaseStream);
    }

    public int Id { get; }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Whether it is gone. .NET has reaped it then, so that its number may be somebody else's.</summary>
    public bool HasEnded
    {
        get
        {
            try
            {
                return _process.HasExited;
            }
            catch (InvalidOperationException)
            {
                return true; // It was disposed of.
            }
        }
    }

    /// <summary>Starts one. Where there is no room for one more process or file, it waits for some, because other work ends all the time.</summary>
    /// <exception cref="GitFailedException">It cannot be started, or there was no room for seconds.</exception>
    public static async Task<GitProcess> StartAsync(GitContext context, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return Start(context, arguments);
        }
        catch (GitNotStartedException e) when (e.IsForWantOfRoom)
        {
            return await StartRetry.Pipeline.ExecuteAsync(_ => ValueTask.FromResult(Start(context, arguments)), cancellationToken);
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one place that starts processes.")]
    private static GitProcess Start(GitContext context, IReadOnlyList<string> arguments)
    {
        try
        {
            FailPoint.Before(FailPoint.GitStarted);
            var process = Process.Start(context.Describe(arguments))
                ?? throw new InvalidOperationException("BUG: UseShellExecute is off, so Process.Start always returns a process");
            FailPoint.After(FailPoint.GitStarted);
            var isAlone = context.Signals == TerminalSignals.KeptAway && context.Git.SetSidPath is not null;
            return new GitProcess(process, context.Git, isAlone ? ProcessGroup.Own : ProcessGroup.Shared);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new GitNotStartedException(arguments[0], e.NativeErrorCode, e.Message);
        }
    }

    /// <summary>Runs one command to its end. It counts as one of the concurrent git operations.</summary>
    /// <param name="input">All that the command reads from stdin.</param>
    /// <exception cref="OutputTooLargeException">The command wrote more than <see cref="GitContext.OutputLimit"/> bytes; it was killed.</exception>
    /// <exception cref="GitFailedException">It did not end within <see cref="GitContext.CommandLimit"/>.</exception>
    public static async Task<GitResult> RunAsync(
        GitContext context, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await WorkClock.WaitAsync(context.Git.Slots, cancellationToken);
        try
        {
            return await RunInSlotAsync(context, arguments, input, cancellationToken);
        }
        finally
        {
            context.Git.Slots.Release();
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for a caller that holds a slot of its own.</summary>
    public static async Task<GitResult> RunInSlotAsync(
        GitContext context, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await using var process = await StartAsync(context, arguments, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(context.CommandLimit);
        await using var kill = process.KillOn(limit.Token);
        try
        {
            // Start reading before writing: a child that answers while it reads would fill its pipe and wait for us forever.
            var output = process.ReadOutputAsync(arguments[0], context.OutputLimit, limit.Token);
            await process.WriteInputAsync(input, limit.Token);
            var bytes = await output;
            var exitCode = await process.WaitAsync(limit.Token);
            limit.Token.ThrowIfCancellationRequested(); // or our own kill would look like a failure of git
            return new GitResult(exitCode, bytes, await process.ErrorAsync());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitFailedException(arguments[0], NoExit, string.Create(CultureInfo.InvariantCulture, $"it did not end within {context.CommandLimit.TotalSeconds:0} s and was killed"));
        }
    }

    /// <summary>Runs one command that has no reason to fail.</summary>
    /// <exception cref="GitFailedException">It failed all the same.</exception>
    public static async Task<byte[]> ReadAsync(
        GitContext context, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var result = await RunAsync(context, arguments, input, cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new GitFailedException(arguments[0], result.ExitCode, result.Error);
    }

    /// <summary>Whether it holds so much of what it has read that a fresh one should take its place.</summary>
    /// <param name="answers">How many it has given since this was asked before.</param>
    public bool HoldsTooMuch(int answers)
    {
        _answersSinceLook += answers;
        if (_answersSinceLook < AnswersBetweenLooks)
        {
            return false;
        }

        _answersSinceLook = 0;
        return ProcessMemory.Of(Id).OwnBytes > _git.Memory.SessionBytes;
    }

    public CancellationTokenRegistration KillOn(CancellationToken cancellationToken) => cancellationToken.Register(Kill);

    /// <summary>Writes everything and closes stdin.</summary>
    public async Task WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await Input.WriteAsync(input, cancellationToken);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command ended without reading everything. Its exit code tells whether that is a failure.
        }
    }

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc cref="ErrorReader.TextAsync"/>
    public Task<string> ErrorAsync() => _error.TextAsync();

    /// <summary>Asks the child to end, so that it removes its locks, and ends what it has started; kills it when it does not.</summary>
    public async Task TerminateAsync()
    {
        if (!HasEnded)
        {
            var descendants = ProcessTree.DescendantsOf(Id);
            ProcessTree.Signal(Id, ProcessTree.Terminate);
            await Task.WhenAny(_process.WaitForExitAsync(CancellationToken.None), Task.Delay(TerminationGrace));
            ProcessTree.KillAll(descendants);
        }

        Kill();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Ends the child and what it has started, at once; where it has ended, what it left behind in a session of its own.</summary>
    public void Kill()
    {
        if (!HasEnded)
        {
            KillTree();
        }
        else if (_group == ProcessGroup.Own)
        {
            ProcessTree.KillRestOfGroup(Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _git.Live.Remove(Id);
        _process.Dispose();
    }

    private void KillTree()
    {
        // .NET's own kill of a tree looks at every process of the machine, which costs more than most of our children do.
        var descendants = ProcessTree.DescendantsOf(Id);
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself in this moment, which is what was wanted.
        }

        ProcessTree.KillAll(descendants);

        // Whoever lost its parent is in no tree any more; a whole session can still be found.
        if (_group == ProcessGroup.Own)
        {
            ProcessTree.Signal(-Id, ProcessTree.KillAtOnce);
        }
    }

    private async Task<byte[]> ReadOutputAsync(string command, long limit, CancellationToken cancellationToken)
    {
        try
        {
            return await CommandOutput.ReadAsync(Output, command, limit, cancellationToken);
        }
        catch (OutputTooLargeException)
        {
            // Nobody reads any more: blocked on its output, the child would never read the rest of its input.
            Kill();
            throw;
        }
    }
}

/// <summary>What one finished git command left behind. A failing command is data here; callers decide what it means.</summary>
internal sealed record GitResult(int ExitCode, byte[] Output, string Error);

/// <summary>With whom a child shares its process group.</summary>
internal enum ProcessGroup
{
    /// <summary>With us.</summary>
    Shared,

    /// <summary>With nobody but what it has started: its number is that of the child.</summary>
    Own,
}
