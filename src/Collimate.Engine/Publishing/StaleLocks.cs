using System.Text;
using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Removes the locks of references that a killed git left, and nobody else's.</summary>
/// <remarks>
/// <para>A lock counts as ours when we had announced that we would write this reference, when what it holds is nothing or what
/// we were about to write, and when it stays the same for two seconds, or for ten where one is empty.</para>
/// <para>Where such a branch is checked out, git locks HEAD as well, and writes nothing into that lock.</para>
/// <para>Whatever cannot be read or removed stays.</para>
/// </remarks>
internal sealed class StaleLocks(string commonDirectory, TimeProvider time)
{
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(2);

    // Our git leaves an empty one when it dies between making and writing it. Somebody who deletes a reference holds an empty one
    // too, for as long as a hook takes; that he is alive cannot be seen.
    private static readonly TimeSpan StillnessOfEmpty = TimeSpan.FromSeconds(10);

    /// <summary>Those of one transaction.</summary>
    /// <returns>The references whose locks are gone, by full name.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(IEnumerable<ReferenceChange> changes, CancellationToken cancellationToken) =>
        RemoveAsync(changes.Select(change => (change.Reference, change.LockContent)), cancellationToken);

    /// <param name="written">The references that may be locked, and what was to be written into each.</param>
    /// <returns>The references whose locks are gone, by full name.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(IEnumerable<(ReferenceName Reference, ObjectId Value)> written, CancellationToken cancellationToken)
    {
        var announced = written.ToLookup(pair => pair.Reference, pair => pair.Value.ToString());
        var found = announced.Select(group => Find(group.Key.ToString(), group))
            .Concat(WorktreeSnapshot.HeadsOf(commonDirectory).Where(head => announced.Contains(head.Branch)).Select(head => Find(head.Name, [""])))
            .OfType<LockLook>()
            .ToArray();
        if (found.Length == 0)
        {
            return [];
        }

        await Task.Delay(found.Any(look => look.Text.Length == 0) ? StillnessOfEmpty : Stillness, time, cancellationToken);
        return [.. found.Where(look => look == Look(look.Reference) && Remove(look)).Select(look => look.Reference)];
    }

    private LockLook? Find(string reference, IEnumerable<string> values) =>
        Look(reference) is { } look && values.Any(value => value.StartsWith(look.Text, StringComparison.Ordinal)) ? look : null;

    private LockLook? Look(string reference)
    {
        var file = new FileInfo(PathOf(reference));
        try
        {
            return file.Exists
                ? new LockLook(reference, file.CreationTimeUtc, file.LastWriteTimeUtc, Encoding.ASCII.GetString(File.ReadAllBytes(file.FullName)).TrimEnd('\n'))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Its owner lives and has just removed it, or nobody can tell whose it is.
        }
    }

    private bool Remove(LockLook look)
    {
        try
        {
            FailPoint.Before(FailPoint.StaleLockRemoved);
            File.Delete(PathOf(look.Reference));
            FailPoint.After(FailPoint.StaleLockRemoved);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Git will name it when it cannot lock the reference.
        }
    }

    private string PathOf(string reference) => Path.Combine(commonDirectory, reference + ".lock");

    /// <summary>A lock as it was in one moment.</summary>
    /// <param name="Created">Tells one file from another of the same name, as an inode does.</param>
    private sealed record LockLook(string Reference, DateTime Created, DateTime Written, string Text);
}
