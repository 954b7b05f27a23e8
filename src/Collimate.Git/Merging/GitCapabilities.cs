using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>What the installed git can do that the oldest one we support cannot. Asked by trying, never by comparing versions.</summary>
internal sealed record GitCapabilities
{
    // What git's parse_options() and die() exit with.
    private const int UsageExit = 129;
    private const int DeathExit = 128;

    /// <summary>What every supported git can.</summary>
    public static GitCapabilities None { get; } = new();

    /// <summary>
    /// <c>merge-tree --stdin</c> takes <c>base -- ours theirs</c>, each of them a tree. It saves the commits that would only
    /// stand for a base; the result is the same.
    /// </summary>
    public GitCapability Bases { get; init; } = GitCapability.Missing;

    /// <summary>
    /// <c>merge-tree</c> takes <c>-X</c>. Needed for the same result as git: since <c>git rebase</c> obeys
    /// <c>diff.algorithm</c>, <c>merge-tree</c> itself does not.
    /// </summary>
    public GitCapability StrategyOptions { get; init; } = GitCapability.Missing;

    /// <summary>
    /// <c>merge-tree --stdin</c> can be made to answer while it stays open (<see cref="MergeEndMark"/>). It is tried where merges start,
    /// because to show it takes a merge: until then, that it may be tried.
    /// </summary>
    public GitCapability StaysOpen { get; init; } = GitCapability.Missing;

    /// <summary>Without all that only saves work.</summary>
    public GitCapabilities WithoutShortcuts => this with { Bases = GitCapability.Missing, StaysOpen = GitCapability.Missing };

    /// <summary>One process, and a second one where <c>diff.algorithm</c> is set and git is too old for it.</summary>
    /// <returns>Nothing when this git cannot merge in the object database at all.</returns>
    public static async Task<GitCapabilities?> ProbeAsync(GitContext context, ObjectFormat format, CancellationToken cancellationToken)
    {
        // The empty tree is known to git where nobody has written it, and merging it writes nothing.
        var nothing = format.EmptyTree();
        var question = MergeTreeInput.Of([new MergePair(nothing, nothing) { Base = nothing }]);
        var possible = new GitCapabilities { Bases = GitCapability.Present, StrategyOptions = GitCapability.Present, StaysOpen = GitCapability.Present };
        var result = await GitProcess.RunAsync(context, MergeTreeInput.Command(context, possible), question, cancellationToken);
        if (result.ExitCode == UsageExit && MergeTreeInput.DiffAlgorithm(context) is not null)
        {
            possible = possible with { StrategyOptions = GitCapability.Missing };
            result = await GitProcess.RunAsync(context, MergeTreeInput.Command(context, possible), question, cancellationToken);
        }

        return result.ExitCode switch
        {
            0 when result.Output.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes($"1\0{nothing}\0\0")) => possible,
            0 or DeathExit => possible with { Bases = GitCapability.Missing }, // It reads pairs, and cannot make anything of this one.
            _ => null,
        };
    }
}

/// <summary>Whether the installed git can do something.</summary>
internal enum GitCapability
{
    Present,
    Missing,
}
