using Collimate.Engine.Reporting;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Moves a branch together with the worktree in which it is checked out.</summary>
/// <remarks>
/// <para>While index and files move, git holds the locks of the branch and of HEAD there: nobody commits or switches meanwhile.</para>
/// <para>The transaction is prepared first, so whoever refuses the move, a hook for example, does so before a file is touched.</para>
/// <para>Afterwards branch, index and files have moved, or all of them are as before. Where files could not be put back, the
/// refusal says so. What is not committed is never touched.</para>
/// </remarks>
/// <param name="hooksPath">Where the hooks are that may see the reference move; nothing means none.</param>
internal sealed class CheckedOutBranch(GitRepository repository, Checkout checkout, string? hooksPath)
{
    private PublicationResult.NotMoved? _refusal;
    private CheckoutPosition _position;

    /// <summary>Why branch and worktree cannot move together; nothing when they can. It is final.</summary>
    public PublicationResult.NotMoved? Refusal => _refusal;

    /// <param name="changes">One of them moves the branch.</param>
    public async Task<TransactionResult> ApplyAsync(string message, IReadOnlyList<ReferenceChange> changes)
    {
        if (_refusal is not null)
        {
            return new TransactionResult.Aborted();
        }

        _position = CheckoutPosition.Old;
        var move = changes.OfType<ReferenceChange.Move>().Last();

        // With the git directory of that worktree the transaction locks its HEAD as well (refs/files-backend.c, split_head_update).
        var context = repository.Context with { GitDirectory = checkout.GitDirectory, HooksPath = hooksPath, Signals = TerminalSignals.KeptAway };
        await using var session = await UpdateRefSession.OpenAsync(context, message);
        var result = await session.ApplyAsync(changes, () => MoveFilesAsync(move));
        if (result is not TransactionResult.Committed && _position == CheckoutPosition.New)
        {
            await ReturnUnlessMovedAsync(move);
        }

        return result;
    }

    /// <returns>Whether the branch may move now.</returns>
    private async Task<TransactionVerdict> MoveFilesAsync(ReferenceChange.Move move)
    {
        try
        {
            _refusal = await FindRefusalAsync(move) ?? Explain(move, await checkout.MoveAsync(move.Expected, move.New));
        }
        catch (Exception e) when (e is GitFailedException or IOException or UnauthorizedAccessException)
        {
            _refusal = new PublicationResult.NotMoved(OutcomeCodes.WorktreeMoveFailed, $"{Where(move)} cannot be moved: {DisplayText.Escape(e.Message)}");
        }

        _position = _refusal is null ? CheckoutPosition.New : CheckoutPosition.Old;
        return _refusal is null ? TransactionVerdict.Commit : TransactionVerdict.Abort;
    }

    /// <summary>Planning was a while ago.</summary>
    private async Task<PublicationResult.NotMoved?> FindRefusalAsync(ReferenceChange.Move move)
    {
        if (!checkout.Has(move.Name))
        {
            return new PublicationResult.NotMoved(
                OutcomeCodes.BranchCheckedOut, $"Branch '{DisplayText.Escape(move.Name.ShortName)}' was checked out elsewhere during the run");
        }

        return await checkout.FindUnfinishedAsync(CancellationToken.None) is { } unfinished
            ? new PublicationResult.NotMoved(OutcomeCodes.WorktreeDirty, $"{Where(move)} {DisplayText.Escape(unfinished)}")
            : null;
    }

    private PublicationResult.NotMoved? Explain(ReferenceChange.Move move, CheckoutFailure? failure) => failure switch
    {
        null => null,
        CheckoutFailure.InTheWay blocked => new PublicationResult.NotMoved(
            OutcomeCodes.WorktreeDirty, $"{Where(move)} has a file that is not under version control in the way: {DisplayText.Escape(blocked.Path)}"),
        CheckoutFailure.Refused refused => new PublicationResult.NotMoved(
            OutcomeCodes.WorktreeMoveFailed, $"{Where(move)} cannot be moved: {DisplayText.Escape(refused.Reason)}"),
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown failure"),
    };

    /// <summary>The files have moved and the branch may not have: the reference is the truth.</summary>
    private async Task ReturnUnlessMovedAsync(ReferenceChange.Move move)
    {
        var now = await ReferenceSnapshot.ReadAsync(repository.Context, CancellationToken.None);
        if (now.Find(move.Name)?.Target == move.New)
        {
            return;
        }

        string? obstacle;
        var slots = repository.Context.Git.Slots;
        await slots.WaitAsync(CancellationToken.None);
        try
        {
            obstacle = (await checkout.MoveAsync(move.New, move.Expected))?.Reason;
        }
        catch (Exception e) when (e is GitFailedException or IOException or UnauthorizedAccessException)
        {
            obstacle = e.Message;
        }
        finally
        {
            slots.Release();
        }

        if (obstacle is not null)
        {
            _refusal = new PublicationResult.NotMoved(
                OutcomeCodes.WorktreeMoveFailed, $"{Where(move)} has the files of the new tip, which the branch does not have: {DisplayText.Escape(obstacle)}");
        }
    }

    private string Where(ReferenceChange.Move move) => Describe(move.Name.ShortName, checkout.Path);

    /// <summary>The beginning of a sentence; escaped.</summary>
    public static string Describe(string branch, string worktree) =>
        $"The worktree of branch '{DisplayText.Escape(branch)}' at {DisplayText.Escape(worktree)}";

    private enum CheckoutPosition
    {
        Old,
        New,
    }
}
