using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Merges that see the attributes of one sandbox (<see cref="AttributeSandboxes"/>); the lanes make them.</summary>
/// <remarks>May be used from several threads.</remarks>
internal sealed class SandboxMerges
{
    // Two merges of nothing take a hundredth of it. A machine on which they do not gets its batches, as a git that collects its answers.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    private const int MostInOneProcess = 64;
    private const int MostInOneQuestion = 16;

    // A process that is often wrong only when it stays open costs more than it saves.
    private const int MostMistrust = 3;

    // What is slow is asked for in small questions: if one of them is lost, little is, and nobody waits long for his own.
    private static readonly TimeSpan QuestionTime = TimeSpan.FromSeconds(1);

    private readonly MergeLanes _lanes;
    private readonly MergeEndMark _mark;
    private readonly HashSet<string> _standing;
    private int _requested;
    private int _mistrusted;
    private long _ticksForOne;

    private SandboxMerges(MergeLanes lanes, SandboxMergeOptions options, MergeEndMark mark, string standing)
    {
        _lanes = lanes;
        _mark = mark;
        _standing = Lines(standing).ToHashSet(StringComparer.Ordinal);
        Options = options;
    }

    public SandboxMergeOptions Options { get; }

    /// <summary>Whether git can be made to answer while it stays open, and has nothing to complain about.</summary>
    public bool StaysOpen => Options.Capabilities.StaysOpen == GitCapability.Present && Volatile.Read(ref _mistrusted) < MostMistrust;

    /// <summary>How many merges a lane takes at once.</summary>
    /// <remarks>Many where that saves processes; where the process stays open, few, so that nobody waits long who comes before them.</remarks>
    public int MostAtOnce => (int)Math.Clamp(
        QuestionTime.Ticks / Math.Max(1, Interlocked.Read(ref _ticksForOne)), 1, StaysOpen ? MostInOneQuestion : MostInOneProcess);

    /// <summary>What git says on stderr about every merge of this repository, right or wrong; shown once, ignored afterwards.</summary>
    public IReadOnlyCollection<string> StandingErrors => _standing;

    /// <summary>How many merges were asked for so far.</summary>
    public int Requested => _requested;

    /// <summary>Begins with two merges that show what this repository always complains about.</summary>
    /// <param name="probe">Any commit of the repository.</param>
    /// <exception cref="GitFailedException">The commit or its tree cannot be read.</exception>
    public static async Task<SandboxMerges> StartAsync(
        MergeLanes lanes, SandboxMergeOptions options, ObjectId probe, CancellationToken cancellationToken)
    {
        // The first reads what the repository has; only the second has content to merge, for which git reads attributes.
        MergePair[] pairs = [new(probe, probe), new ProbeHistory(options.Context, probe).WriteContentMerge()];
        var mark = MergeEndMark.Write(options.Context, probe);
        if (options.Capabilities.StaysOpen == GitCapability.Present)
        {
            if (await AnswersInTimeAsync(options, mark, pairs, cancellationToken))
            {
                return new SandboxMerges(lanes, options, mark, standing: "");
            }

            options = options with { Capabilities = options.Capabilities with { StaysOpen = GitCapability.Missing } };
        }

        var result = await GitProcess.RunAsync(options.Context, options.Command, MergeTreeInput.Of(pairs), cancellationToken);
        if (result.ExitCode != 0 || !IsUnderstood(result.Output, pairs))
        {
            throw new GitFailedException("merge-tree", result.ExitCode, result.Error);
        }

        return new SandboxMerges(lanes, options, mark, result.Error);
    }

    /// <summary>A process for batch after batch, where <see cref="StaysOpen"/> says so; nothing where it cannot be had now.</summary>
    /// <exception cref="GitFailedException">It cannot be started.</exception>
    public Task<MergeTreeChild?> OpenAsync(CancellationToken cancellationToken) => MergeTreeChild.StartAsync(Options, _mark, cancellationToken);

    /// <summary>Asks for merges whose base is known.</summary>
    public TreeMerges Trees(LooseObjectStore objects) => new(objects, Options.Capabilities.Bases);

    /// <param name="budget">Charged with the time of this pair alone, or with its equal share of a batch.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, or the lanes ended.</exception>
    public Task<MergeResult> MergeAsync(MergePair pair, WorkBudget budget, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requested);
        return _lanes.MergeAsync(new MergeRequest(this, pair, budget, cancellationToken));
    }

    /// <summary>Some merges took so long together.</summary>
    public void Took(TimeSpan time, int merges) => Interlocked.Exchange(ref _ticksForOne, time.Ticks / merges);

    /// <summary>An open process was not believed, and asked alone all its merges were fine.</summary>
    public void Mistrusted() => Interlocked.Increment(ref _mistrusted);

    /// <summary>Why a process is not believed, or nothing.</summary>
    public string? Complaint(GitResult git)
    {
        var unexpected = string.Join("; ", Lines(git.Error).Where(line => !_standing.Contains(line)));
        return unexpected.Length > 0 ? unexpected
            : git.ExitCode != 0 ? $"git merge-tree ended with {git.ExitCode}"
            : null;
    }

    /// <summary>Whether git answers before its input ends, and has nothing to complain about.</summary>
    private static async Task<bool> AnswersInTimeAsync(
        SandboxMergeOptions options, MergeEndMark mark, MergePair[] pairs, CancellationToken cancellationToken)
    {
        await using var child = await MergeTreeChild.StartAsync(options, mark, cancellationToken);
        if (child is null)
        {
            return false;
        }

        using var late = new CancellationTokenSource(AnswerTime);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // The second question shows the end of the first mark as well.
            return await child.AskAsync(pairs, both.Token) is [MergeResult.Clean, _] && await child.AskAsync([pairs[0]], both.Token) is [MergeResult.Clean];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsUnderstood(byte[] output, MergePair[] pairs)
    {
        try
        {
            return MergeTreeOutput.Parse(output, pairs) is [MergeResult.Clean, _];
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <param name="Context">Writes into a quarantine; its working directory holds no attributes but those that shall count.</param>
/// <param name="Capabilities">What of the installed git is used.</param>
internal sealed record SandboxMergeOptions(GitContext Context, GitCapabilities Capabilities)
{
    public IReadOnlyList<string> Command { get; } = MergeTreeInput.Command(Context, Capabilities);
}
